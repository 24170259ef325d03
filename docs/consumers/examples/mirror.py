"""Mirror: a complete copy of all that is public, in SQLite, which proves by the digest that it is one.

    PUBLISH_URL=http://… REDIS_URL=redis://… python mirror.py            keeps the copy
    PUBLISH_URL=http://… python mirror.py verify                         says what it lacks, if anything

It begins with publish's archive and goes on in a consumer group on Redis, without a gap. Of every article
it keeps the last change, and of one that was withdrawn nothing of its text.
"""

import asyncio
import os
import sqlite3
import sys

from newsroom.client.news_event import NewsEvent
from newsroom.client.subscribe import catch_up_then_follow, stop_on_signals
from newsroom.client.verify import Copy, verify
from newsroom.events.live import LiveChange
from newsroom.streams.cursor import Cursor

PUBLISH_URL = os.environ["PUBLISH_URL"]
TABLES = """
PRAGMA secure_delete = ON; -- what is replaced is overwritten
CREATE TABLE IF NOT EXISTS articles (id TEXT PRIMARY KEY, cursor TEXT, change TEXT NOT NULL) WITHOUT ROWID;
"""


def opened() -> sqlite3.Connection:
    mirror = sqlite3.connect(os.environ.get("DATABASE", "mirror.db"))
    mirror.executescript(TABLES)
    return mirror


def kept(mirror: sqlite3.Connection, article_id: str) -> LiveChange | None:
    """The last change of an article in the copy: the article whole, or its tombstone."""
    row = mirror.execute("SELECT change FROM articles WHERE id = ?", (article_id,)).fetchone()
    return LiveChange.model_validate_json(row[0]) if row else None


def take(mirror: sqlite3.Connection, event: NewsEvent) -> None:
    """Takes one change over, unless the copy has it or a newer one."""
    known = kept(mirror, event.id)
    if known is None or event.seq > known.seq:
        with mirror:
            row = (event.id, event.cursor, event.data.model_dump_json())
            mirror.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", row)


async def keep() -> None:
    mirror = opened()
    events = catch_up_then_follow(
        PUBLISH_URL, os.environ["REDIS_URL"], group="mirror", until=stop_on_signals()
    )
    async for event in events:
        with event.attempt():
            take(mirror, event)


async def prove() -> bool:
    """Compares the copy with publish, at the last cursor that it took."""
    rows = opened().execute("SELECT cursor, change FROM articles").fetchall()
    cursor = max((cursor for cursor, _ in rows), key=Cursor.parse, default=None)
    copy = Copy(LiveChange.model_validate_json(change) for _, change in rows)
    outcome = await verify(PUBLISH_URL, copy.last, cursor=cursor)
    for difference in outcome.differences:
        print(difference.verdict, difference.article_id)
    print(
        "complete" if outcome.is_complete else "not complete", outcome.articles, "articles at", outcome.cursor
    )
    return outcome.is_complete


if sys.argv[1:] == ["verify"]:
    sys.exit(0 if asyncio.run(prove()) else 1)
asyncio.run(keep())
