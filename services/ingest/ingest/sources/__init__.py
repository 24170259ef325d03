"""Sources that ingest asks itself: feeds, sitemaps, pages, watched folders, mailboxes.

Owns when each is asked and by which replica, what is remembered of it, and when its silence is worth a word.
Leaves out how anything is fetched (`ingest.fetching`), how its bytes are read (`ingest.formats`) and what
becomes of its articles (`ingest.reception`): they take the same way as a post.
"""
