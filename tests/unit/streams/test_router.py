"""The typed router."""

from collections.abc import Sequence
from typing import Any

import pytest

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_ORDERED,
    ARTICLE_WITHDRAWN,
    SOURCE_QUARANTINED,
)
from newsroom.events.envelope import Event
from newsroom.streams.consumer import Delivery
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission
from newsroom.streams.router import Router
from newsroom.streams.topology import INGEST, TRANSLATE
from newsroom.streams.wire import Entry
from tests.support.articles import NOON, id_of, revision, withdrawal


def delivery() -> Delivery[ArticleWithdrawn]:
    event = ARTICLE_WITHDRAWN.event(withdrawal("a", 2), time=NOON)
    return Delivery(Entry("article-withdrawn", "1-0", {}), event)


async def test_a_batch_goes_to_the_handler_of_its_type() -> None:
    seen: list[str] = []

    async def handle_revisions(_: Sequence[Event[ArticleRevision]]) -> Sequence[Emission]:
        raise AssertionError("not of this type")

    async def handle_withdrawals(events: Sequence[Event[ArticleWithdrawn]]) -> Sequence[Emission]:
        seen.extend(event.data.id for event in events)
        return ()

    router = Router().on(ARTICLE_CREATED, handle_revisions).on(ARTICLE_WITHDRAWN, handle_withdrawals)
    await router([delivery(), delivery()])
    assert seen == [id_of("a")] * 2


async def ignore(_: Sequence[Event[Any]]) -> Sequence[Emission]:
    return ()


async def test_a_type_without_a_handler_is_rejected() -> None:
    with pytest.raises(RejectedError, match="article-withdrawn"):
        await Router().on(ARTICLE_CREATED, ignore)([delivery()])


def test_a_stream_of_the_group_without_a_handler_fails_at_start() -> None:
    with pytest.raises(ValueError, match=r"article-updated.*link-decided"):
        Router().on(ARTICLE_CREATED, ignore).covering(TRANSLATE)
    Router().on(ARTICLE_ORDERED, ignore).on(SOURCE_QUARANTINED, ignore).covering(INGEST)


def test_a_type_has_one_handler() -> None:
    with pytest.raises(ValueError, match="already"):
        Router().on(ARTICLE_CREATED, ignore).on(ARTICLE_CREATED, ignore)


async def test_one_handler_of_several_types_takes_them_together() -> None:
    batches: list[list[str]] = []

    async def note(events: Sequence[Event[Any]]) -> Sequence[Emission]:
        batches.append([event.type for event in events])
        return ()

    created = ARTICLE_CREATED.event(revision("a"), time=NOON)
    both: list[Delivery[Any]] = [
        delivery(),
        Delivery(Entry("article-created", "1-0", {}), created),
        delivery(),
    ]
    await Router().on_several((ARTICLE_CREATED, ARTICLE_WITHDRAWN), note)(both)
    await Router().on(ARTICLE_CREATED, note).on(ARTICLE_WITHDRAWN, note)(both)
    withdrawn, begun = ARTICLE_WITHDRAWN.name, ARTICLE_CREATED.name
    assert batches == [[withdrawn, begun, withdrawn], [withdrawn, withdrawn], [begun]]
