"""Crash points: every window in which dying hurts, by name, so that a test can die there.

With NEWSROOM_CRASH_AT=NAME the process that reaches it first ends by SIGKILL. NEWSROOM_CRASH_ONCE names a
file made then: while it is there nothing crashes any more, so that what is started again goes on.
"""

import os
import signal
from enum import StrEnum


class CrashPoint(StrEnum):
    """Windows between two writes: what is done, and what is not. `docs/invariants.md` has the cure."""

    INGEST_KEPT = "ingest.kept"  # a document, not its articles
    INGEST_CLAIMED = "ingest.claimed"  # an alias, not its article
    INGEST_WRITTEN = "ingest.written"  # state and events, not the journal
    INGEST_JOURNALED = "ingest.journaled"  # and not answered
    INGEST_APPLIED = "ingest.applied"  # articles, not their record in the ledger
    INGEST_REPLAYED = "ingest.replayed"  # a change of the journal; the next ones not
    INGEST_RESTORED = "ingest.restored"  # numbers; their epoch does not hold yet
    TRANSLATE_COMMITTED = "translate.committed"  # the graph, not `story-linked`
    TRANSLATE_APPENDED = "translate.appended"  # `story-linked`, its mark not dropped
    CONSUMER_HANDLED = "consumer.handled"  # an entry, its events not appended
    PUBLISH_FACTS = "publish.facts"  # written, not shown
    PUBLISH_SHOWN = "publish.shown"  # in MongoDB, not in the live log
    PUBLISH_RELEASED = "publish.released"  # an embargo's article, not its date
    ARCHIVE_ARCHIVED = "archive.archived"  # entries; hidden ones not redacted
    ARCHIVE_REDACTED = "archive.redacted"  # in MongoDB, not in the stream


_ARMED = os.environ.get("NEWSROOM_CRASH_AT")


def reach(point: CrashPoint) -> None:
    """Dies here where that is asked for."""
    if _ARMED is not None and point == _ARMED:
        _crash()


def _crash() -> None:
    if once := os.environ.get("NEWSROOM_CRASH_ONCE"):
        try:
            os.close(os.open(once, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return
    os.kill(os.getpid(), signal.SIGKILL)


if _ARMED is not None:
    CrashPoint(_ARMED)  # a misspelt name would test nothing
