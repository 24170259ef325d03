"""The desk: editors' decisions about links, and their orders about articles.

Owns what each act decides and how it is undone. Leaves out HTTP and pages, and carrying an order out, which
is ingest's.
"""
