"""In-memory cache of expensive values, single-flight and bounded.

Owns how long a value lives and who computes it. Leaves out which answers are cached (`publish.hot`).
"""
