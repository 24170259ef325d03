"""Needs of a process around its work: clock, settings, logging, metrics, tasks, limits, trace context.

Leaves out everything about articles, and every store.
"""
