"""The ledger: who sent what, raw, and what became of it.

Owns entering and looking up. Leaves out keeping it: publish does.
"""
