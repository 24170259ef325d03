"""Identity: the aliases that one article goes by, and which post is of which article.

Owns joining by address and by text within a source. Leaves out revisions (`ingest.articles`).
"""
