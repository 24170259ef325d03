"""A whole newsroom on one machine: embedded servers, and the processes that `newsroom up` keeps running.

Owns how the servers are found, started, probed and stopped, how the services are started again when they
die, and what the ready file says. Leaves out what the services do, and production, where docker-compose.yml
does this work.
"""
