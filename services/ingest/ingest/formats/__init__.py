"""The news industry's formats: from bytes to drafts and withdrawals. Pure; each format is one module.

Owns how a format is recognised and read. Leaves out where bytes come from (`ingest.sources`, the HTTP
edge), who may send them, and what becomes of what was read (`ingest.pipeline`).
"""
