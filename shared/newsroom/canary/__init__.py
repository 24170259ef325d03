"""Canary: measures from outside how long the newsroom takes, from ingest to publish and on to each consumer.

The article that it sends is withdrawn for ever, so that no output can show it; to the consumers it times what
happens anyway. Leaves out alarms, which are of whoever reads its metrics.
"""
