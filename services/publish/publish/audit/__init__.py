"""Audit trail: editors' decisions, orders and settings, and the matcher's suggestions, kept for good.

Owns that each is kept once. Leaves out what they cause: stories carry the effect of a decision, ingest
answers an order, and translate heeds a switch.
"""
