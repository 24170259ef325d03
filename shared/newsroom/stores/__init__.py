"""The stores' connections: Redis and MongoDB, their timeouts and write concern, epochs, periodic work.

Owns how a store is reached and how its outage is told (`StoreUnavailableError`). Leaves out what is kept
there: streams are `newsroom.streams`', everything else is an adapter's in a service.
"""
