"""Notifier for one tag: posts the headline of everything new about it to NOTIFY_URL, and its withdrawal.

    TAG=amy-carlon NOTIFY_URL=https://chat.example/hook REDIS_URL=redis://… python notifier.py

An event that the address does not take comes again, and becomes a dead letter at last. One that it took is
committed as processed; whoever gets a post twice, after a crash between the two, knows it by its
Idempotency-Key. Several may run, each with an INSTANCE of its own and one DATABASE.
"""

import asyncio
import os
import sqlite3

import httpx

from newsroom.client.news_event import NewsEvent
from newsroom.client.processed_keys import ProcessedKeys
from newsroom.client.subscribe import stop_on_signals, subscribe
from newsroom.client.topics import Topics
from newsroom.events.live import PublicArticle

TAG, NOTIFY_URL = os.environ["TAG"], os.environ["NOTIFY_URL"]


def note(event: NewsEvent) -> str:
    """What readers are told; of a withdrawn article no text may be repeated."""
    if isinstance(event.article, PublicArticle):
        return f"{event.article.headline} {event.article.url}"
    return f"Withdrawn: {event.id}"


async def main() -> None:
    database = sqlite3.connect(os.environ.get("DATABASE", "notifier.db"), isolation_level=None)
    processed = ProcessedKeys(database)
    events = subscribe(
        os.environ["REDIS_URL"],
        topics=Topics(tag=(TAG,), change=("published", "restored")),  # withdrawals come in any case
        group="notifier",
        worker=os.environ.get("INSTANCE"),
        until=stop_on_signals(),
    )
    async with httpx.AsyncClient(timeout=10) as http:
        async for event in events:
            with event.attempt(), processed.once(event.key) as is_due:
                if is_due:
                    headers = {"Idempotency-Key": event.key}
                    answer = await http.post(NOTIFY_URL, content=note(event), headers=headers)
                    answer.raise_for_status()


asyncio.run(main())
