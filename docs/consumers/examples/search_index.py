"""Search index of all that is public, in SQLite, which builds itself anew whenever it must.

    PUBLISH_URL=http://… python search_index.py              follows the newsroom
    PUBLISH_URL=http://… python search_index.py WORDS…       prints what is found

It begins with publish's archive and goes on with what happens. The cursor is committed with each change, so
it goes on where it was. Without a file, with one of another version, or where the log is not kept any more
from its cursor on, it begins again.
"""

import asyncio
import os
import sqlite3
import sys
from contextlib import aclosing
from pathlib import Path

from newsroom.client.news_event import NewsEvent
from newsroom.client.publish_log import CursorExpiredError
from newsroom.client.subscribe import catch_up_then_follow, stop_on_signals
from newsroom.events.live import PublicArticle
from newsroom.streams.cursor import EARLIEST

VERSION = 1  # raise it with the tables below
TABLES = """
CREATE TABLE position (cursor TEXT NOT NULL);
CREATE TABLE known (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE articles USING fts5 (id UNINDEXED, url UNINDEXED, headline, body);
"""
FILE = Path(os.environ.get("DATABASE", "search.db"))


def opened() -> sqlite3.Connection:
    """The index, empty where it is to be built."""
    index = sqlite3.connect(FILE)
    if index.execute("PRAGMA user_version").fetchone() != (VERSION,):
        index.close()
        forget()
        index = sqlite3.connect(FILE)
        index.executescript(TABLES)
        with index:
            index.execute("INSERT INTO position VALUES (?)", (EARLIEST,))
            index.execute(f"PRAGMA user_version = {VERSION}")
    return index


def forget() -> None:
    """Takes the index away: the next start builds it."""
    FILE.unlink()


def take(index: sqlite3.Connection, event: NewsEvent) -> None:
    """Takes one change over, with its cursor; an older one than is known changes nothing."""
    with index:
        index.execute("UPDATE position SET cursor = ?", (event.cursor,))
        known = index.execute("SELECT seq FROM known WHERE id = ?", (event.id,)).fetchone()
        if known and event.seq <= known[0]:
            return
        index.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (event.id, event.seq))
        index.execute("DELETE FROM articles WHERE id = ?", (event.id,))
        if isinstance(article := event.article, PublicArticle):
            row = (article.id, article.url, article.headline, article.body)
            index.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", row)


async def follow() -> None:
    stopping = stop_on_signals()
    while not stopping.is_set():
        index = opened()
        (cursor,) = index.execute("SELECT cursor FROM position").fetchone()
        try:
            events = catch_up_then_follow(os.environ["PUBLISH_URL"], cursor=cursor, until=stopping)
            async with aclosing(events):
                async for event in events:
                    take(index, event)
        except CursorExpiredError:
            forget()
        finally:
            index.close()


def search(words: str) -> None:
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
    query = "SELECT url, headline FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT 20"
    for url, headline in opened().execute(query, (quoted,)):
        print(url, headline)


if len(sys.argv) > 1:
    search(" ".join(sys.argv[1:]))
else:
    asyncio.run(follow())
