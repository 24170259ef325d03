"""What a process needs around its work: clock, settings, logging, metrics, health.

Leaves out everything about articles, and every store.
"""
