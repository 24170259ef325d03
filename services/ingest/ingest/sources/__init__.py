"""Sources that ingest asks itself: feeds, sitemaps, pages, watched folders, mailboxes.

Owns when each is asked and by which replica, its state, and when its silence is an event. Leaves out how
anything is fetched (`ingest.fetching`), how its bytes are read (`ingest.formats`) and what becomes of its
articles (`ingest.pipeline`): they take the same way as a post.
"""
