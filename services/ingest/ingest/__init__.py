"""ingest: takes articles in, decides their revisions and emits their events.

Owns what an article's next revision is, and the promise that an article answered 202 is on disk in its
stream. Leaves out what becomes of it: stories are translate's, everything the public sees is publish's.
"""
