"""First publication: what an embargo or a hold kept back appears where readers look, at its release."""

from datetime import datetime, timedelta

import pytest

from newsroom.events.live import PublicItem
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_indexes import ensure_indexes
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.clock import TurnedClock
from tests.support.read_side import ReadSide

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOON)


@pytest.fixture
def side(db: Database, clock: TurnedClock) -> ReadSide:
    return ReadSide(MongoFacts(db), clock)


async def listed(db: Database) -> list[str]:
    return [item.id for item in (await MongoFeed(db).page(Filter(), 20, None)).items]


async def first_published(side: ReadSide, name: str) -> datetime:
    public: PublicItem = await side.article(name)
    return public.first_published_at


async def test_an_embargo_that_ends_puts_the_article_on_top(
    db: Database, side: ReadSide, clock: TurnedClock
) -> None:
    await side.tell(revision("under-embargo", embargo_until=LATER), revision("meanwhile", minutes=90))
    clock.turn((LATER - NOON).total_seconds())
    await side.log.append_once(await side.reconciler.reconcile([id_of("under-embargo")]))
    shown = await side.article("under-embargo")
    assert (shown.published_at, shown.first_published_at) == (NOON, LATER)
    assert await listed(db) == [id_of("under-embargo"), id_of("meanwhile")]


async def test_a_release_puts_the_article_on_top_and_corrections_leave_it_there(
    db: Database, side: ReadSide
) -> None:
    await side.tell(revision("meanwhile", minutes=90), revision("held", released_at=LATER))
    assert await listed(db) == [id_of("held"), id_of("meanwhile")]
    await side.tell(revision("held", number=2))
    assert await first_published(side, "held") == LATER
    await side.tell(withdrawal("held", 3), revision("held", number=4))
    assert await first_published(side, "held") == LATER
    assert (await side.article("held")).published_at == NOON


async def test_a_backfill_does_not_jump_to_the_top(db: Database, side: ReadSide) -> None:
    year = timedelta(days=365)
    old = revision("old", published_at=NOON - year, embargo_until=NOON - year, received_at=LATER)
    await side.tell(revision("today"), old)
    assert await first_published(side, "old") == NOON - year
    assert await listed(db) == [id_of("today"), id_of("old")]


async def test_a_correction_that_was_held_stays_at_its_place(side: ReadSide) -> None:
    await side.tell(revision("public"), revision("public", number=2, released_at=LATER))
    assert await first_published(side, "public") == NOON


async def test_what_was_written_before_keeps_its_place_and_changes_nothing(
    db: Database, side: ReadSide
) -> None:
    await side.tell(revision("old"), revision("new", minutes=1))
    await db.articles.update_many({}, {"$unset": {"public.first_published_at": "", "released_at": ""}})
    for first in ([], [("public.language", 1)]):
        await db.articles.create_index([*first, ("public.published_at", -1), ("_id", -1)])

    await ensure_indexes(db)

    assert await listed(db) == [id_of("new"), id_of("old")]
    indexes = await db.articles.index_information()
    assert not [name for name in indexes if "public.published_at" in name]
    await ensure_indexes(db)
    assert await db.articles.index_information() == indexes  # those of the desk, too
    before = len(side.changes)
    await side.log.append_once(await side.reconciler.reconcile([id_of("old")]))
    assert len(side.changes) == before
    await ensure_indexes(db)
