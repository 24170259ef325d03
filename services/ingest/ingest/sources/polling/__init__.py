"""Polling: schedules, leases, states, silence.

Owns when a source is visited and by which replica. Leaves out how (`ingest.sources.kinds`).
"""
