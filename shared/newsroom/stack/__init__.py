"""Whole system on one machine: embedded servers, and the supervised processes of `newsroom up`.

Owns how servers are found, started, probed and stopped, how the services are restarted, the data folder,
the ready file and the sample wire. Leaves out the work of the services, and production, where
docker-compose.yml does the same.
"""
