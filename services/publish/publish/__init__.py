"""The read side: writes MongoDB, keeps the live log and serves the feed.

Owns what the public sees and when. Leaves out what an article says (ingest) and which articles belong
together (translate).
"""
