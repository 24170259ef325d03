"""Automatic linking: candidates, scored pairs, suggestions to the desk, pauses.

Owns what becomes of a pair that was scored. Leaves out the score (`translate.matching`) and what a link
does to stories (`translate.stories`).
"""
