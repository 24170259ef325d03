"""Receipts of the documents that ingest received, kept for the audit and for better adapters.

Owns how long each is kept. Leaves out what became of a document: its receipt says so.
"""
