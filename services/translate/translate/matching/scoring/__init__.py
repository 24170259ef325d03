"""Scores of pairs: similarity, conflicts, two logistic regressions, evidence, and the band of a score.

Owns the probability that two articles tell the same news. Leaves out which pairs are looked at (`window`).
"""
