"""Durability: whether Redis keeps what it is given, and the numbers after a loss.

Owns the verdict that every post is held against, and restoring ingest's state. Leaves out writing.
"""
