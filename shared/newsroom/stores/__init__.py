"""Connections to Redis and MongoDB: timeouts, write concern, epochs, health checks, periodic work.

Owns how a store is reached and the one error of its outage (`StoreUnavailableError`). Leaves out its
contents: streams belong to `newsroom.streams`, everything else to the adapters of a service. Only this
package and `streams` import redis and motor.
"""
