"""The live log: its history, its archive, and what may be replayed of it.

Owns archiving, redaction of what was withdrawn, retention and the log's restoration after a loss of Redis.
Leaves out which change is appended (`publish.visibility`) and how it is served (`newsroom.live`,
`publish.reads`).
"""
