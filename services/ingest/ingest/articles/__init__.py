"""Articles: their state, their revisions, and the commands that change them.

Owns the decision on a post, a withdrawal, a restoration or an order, and its compare-and-set write with the
events. Leaves out how a post is read (`ingest.formats`) and which article it is of (`ingest.identity`).
"""
