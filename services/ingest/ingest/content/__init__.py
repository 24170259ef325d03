"""Content: HTML, languages, tags, categories, canonical URLs, similarity, rules of sources.

Pure. Owns what is made of a text; leaves out where it came from (`ingest.formats`).
"""
