"""Processed keys: an effect that happens once though its event comes more than once (idempotent receiver)."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

_DAYS_KEPT = 30.0  # longer than any event is delivered again: retries of days, streams of a week
_TABLE = """CREATE TABLE IF NOT EXISTS newsroom_processed_keys
    (key TEXT PRIMARY KEY, processed_at REAL NOT NULL) WITHOUT ROWID"""
_INDEX = """CREATE INDEX IF NOT EXISTS newsroom_processed_at
    ON newsroom_processed_keys (processed_at)"""


class ProcessedKeys:
    """Keys beside the effects, in one SQLite database: both are committed together, or neither.

    Other databases do the same: insert the key in the effect's own transaction, and skip the effect where
    the key was there. An effect outside, a mail for instance, carries the key as its idempotency key.
    """

    def __init__(self, database: sqlite3.Connection, days_kept: float = _DAYS_KEPT) -> None:
        """The connection is in autocommit mode (`isolation_level=None`), and of this thread."""
        if database.isolation_level is not None:
            raise ValueError("connect with isolation_level=None: the transaction is begun here")
        self._database = database
        self._seconds_kept = days_kept * 86400
        database.execute(_TABLE)
        database.execute(_INDEX)

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        """A transaction for the effect; whether it is due. Rolled back where the block raises."""
        now = time.time()
        self._database.execute("BEGIN IMMEDIATE")
        try:
            oldest = now - self._seconds_kept
            self._database.execute("DELETE FROM newsroom_processed_keys WHERE processed_at < ?", (oldest,))
            inserted = self._database.execute(
                "INSERT OR IGNORE INTO newsroom_processed_keys VALUES (?, ?)", (key, now)
            )
            yield inserted.rowcount == 1
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
