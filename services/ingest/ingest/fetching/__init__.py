"""Fetching from the outside: one guarded GET, from a URL to bytes or to the reason why not.

Owns which addresses may be asked, how long and how much is waited for, and where redirects may lead. Leaves
out when something is fetched and what becomes of it: that is `ingest.sources`.
"""
