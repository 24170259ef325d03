"""Discrepancies: figures, names, dates and polarity by which the variants of one story contradict each other.

Owns the comparison of variants (pure), what is open and what an editor settled, and when a story is checked.
Leaves out links, which no discrepancy changes, and everything public.
"""
