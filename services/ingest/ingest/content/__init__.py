"""Content: its hash, HTML, language, tags, categories, canonical URLs, similarity.

Pure. Owns what is made of a text; leaves out where it came from (`ingest.formats`).
"""
