"""Routes of the desk's pages: coverage, stories, articles, suggestions, settings, sessions.

Owns which request reads or changes what. Leaves out headers, language and errors (`responses`).
"""
