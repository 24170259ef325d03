"""Visibility: what the public sees of each article, and which change that is.

Owns facts, their projection, embargoes, redirects and tombstones, and the one way to become visible
(`reconcile`). Leaves out the live log once a change is appended (`publish.log`) and every read.
"""
