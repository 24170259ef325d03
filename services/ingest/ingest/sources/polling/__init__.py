"""Polling: schedules, leases, states, silence.

Owns when a source is visited and by whom. Leaves out how (`ingest.sources.kinds`).
"""
