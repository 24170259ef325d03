"""Doubts about what was read: what must not go out before a person has looked at it. Pure.

Adapters know what a field holds; here is judged what it would mean to be wrong about an article as a whole.
"""
