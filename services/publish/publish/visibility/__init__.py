"""Visibility of each article to the public, and the changes of it.

Owns facts, their projection, embargoes, redirects and tombstones, and the one way to become visible
(`reconcile`). Leaves out the live log once a change is appended (`publish.log`) and every read.
"""
