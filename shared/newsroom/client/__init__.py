"""Client side of the newsroom, for programs outside it: consumers of the live log and senders of articles.

Owns subscribing in one loop, whichever way events come (`subscribe`), receiving web hooks, proving a copy
complete, posting to ingest with retries, and reading agency pages.
Leaves out the terminal (`newsroom.commands`).
"""
