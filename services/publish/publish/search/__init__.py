"""Search: articles by their words, in an index beside the stores that follows the live log.

Owns the analysis of words, the index's port and what is entered into it, the order of hits. Leaves out the
engine (`adapters/tantivy_index.py`) and the answers (`publish.reads`, `publish.site`).
"""
