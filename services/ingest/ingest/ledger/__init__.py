"""The ledger: each document as it was sent, its sender, and the outcome of each article in it.

Owns entering and looking up. Leaves out keeping it: publish does.
"""
