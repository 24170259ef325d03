"""Read side: writes MongoDB, keeps the live log and serves feeds, pages and the live stream.

Owns what the public sees and when. Leaves out the content of an article (ingest) and which articles belong
together (translate).
"""
