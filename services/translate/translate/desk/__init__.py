"""The desk: editors' decisions about links with their undo and audit trail, orders, and the read model.

Owns what each act decides and how it is undone, and what editors look at. Leaves out HTTP and pages, and
carrying an order out, which is ingest's.
"""
