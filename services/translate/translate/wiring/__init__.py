"""Wiring: connections to adapters to use cases, consumers, tasks and shutdown."""
