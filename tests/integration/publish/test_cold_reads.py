"""What is not answered from memory is one query over an index, whose cost does not grow with the archive."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from newsroom.events.topics import Filter
from newsroom.runtime.clock import SystemClock
from newsroom.stores.mongo import Database, Fields
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog, sort_key
from publish.feeds.feed_page import PageToken
from publish.reads.revision_pages import RevisionSpan, RevisionToken
from publish.visibility.facts import ArticleFacts
from publish.visibility.live_change import emission
from tests.support.articles import NOON, id_of
from tests.support.published import LANGUAGES, public

Read = Callable[[], Awaitable[object]]

FEW, MANY = 1_000, 100_000
LIMIT = 20
CATEGORIES, TAGS = 7, 11  # which share no divisor with the languages or each other: every mixture comes up
BATCH = 5_000


async def fill(db: Database, start: int, end: int) -> None:
    """Articles by their numbers, one a minute, as bare as the reads allow."""
    bare = public().model_dump(exclude={"cursor", "body", "body_html", "media", "lead"})
    for first in range(start, end, BATCH):
        numbers = range(first, min(first + BATCH, end))
        await db.articles.insert_many([article(bare, n) for n in numbers], ordered=False)
    event = emission(
        ArticleFacts(_id=id_of("0"), seq=1, change="published", changed_at=NOON, public=public())
    )
    entries = [
        {
            "_id": sort_key(f"{n}-0"),
            "article_id": id_of(str(n)),
            "seq": 1,
            "change": "published",
            "names": [],
            "event": event.encoded.decode(),
        }
        for n in range(start + 1, end, 50)
    ]
    await db.live_log.insert_many(entries, ordered=False)


def article(bare: dict[str, Any], n: int) -> Fields:
    shown = bare | {
        "id": id_of(str(n)),
        "story_id": id_of(str(n)),
        "language": LANGUAGES[n % 3],
        "category": f"c{n % CATEGORIES}",
        "tags": [{"id": f"t{n % TAGS}", "label": "One"}],
        "published_at": NOON + timedelta(minutes=n),
    }
    return {"_id": id_of(str(n)), "seq": 1, "public": shown, "changed_at": NOON, "story_id": id_of(str(n))}


def reads(db: Database) -> dict[str, Read]:
    """Every read that goes to MongoDB, under a name."""
    feed, log, facts = MongoFeed(db), MongoLiveLog(db), MongoFacts(db)
    token = PageToken(NOON + timedelta(minutes=500), id_of("500"))
    made: dict[str, Read] = {}
    choices = product(((), ("en",), ("en", "az")), ((), ("c1",), ("c1", "c2")), ((), ("t1",), ("t1", "t2")))
    for languages, categories, tags in choices:
        wanted = Filter(frozenset(languages), frozenset(categories), frozenset(tags))
        for below in (None, token):
            filtered = [f"category:{name}" for name in categories] + [f"tag:{name}" for name in tags]
            name = f"feed {languages} {filtered} {'page' if below else ''}"
            made[name] = lambda wanted=wanted, below=below: feed.page(wanted, LIMIT, below)  # type: ignore[misc]  # a default binds it
    made["feed, whole"] = lambda: feed.articles(Filter(frozenset({"en"})), LIMIT)
    made["sitemap"] = lambda: feed.since(NOON + timedelta(minutes=10), LIMIT)
    made["article"] = lambda: feed.article(id_of("7"))
    made["whole"] = lambda: feed.whole([id_of("7"), id_of("8")])
    made["story"] = lambda: feed.story(id_of("7"))
    made["revisions"] = lambda: feed.contents(id_of("7"), RevisionSpan(2, 9, RevisionToken(0, 3)), 20, 1000)
    made["changes"] = lambda: log.page("100-0", LIMIT)
    made["changes, the end"] = log.latest
    made["changes, the beginning"] = log.oldest
    made["hidden"] = lambda: log.hidden([id_of("7"), id_of("8")])
    made["embargoes"] = lambda: facts.due(NOON, LIMIT)
    made["next embargo"] = facts.next_release
    made["left behind"] = lambda: facts.unlogged(SystemClock().now(), LIMIT)
    made["hits"] = lambda: feed.items_among([id_of("7"), id_of("8")], Filter(frozenset({"en"})))
    return made


async def cost(db: Database, read: Read) -> list[Fields]:
    """What MongoDB says of each query of a read."""
    await db.command("profile", 0)
    await db["system.profile"].drop()
    await db.command("profile", 2)
    await read()
    await db.command("profile", 0)
    return [one async for one in db["system.profile"].find({"op": {"$in": ["query", "command", "getmore"]}})]


async def examined(db: Database) -> dict[str, int]:
    """Keys and documents looked at by each read, which none scans a collection or sorts for."""
    looked: dict[str, int] = {}
    for name, read in reads(db).items():
        plans = [plan for plan in await cost(db, read) if "planSummary" in plan]
        assert plans, name
        for plan in plans:
            assert "COLLSCAN" not in plan["planSummary"], (name, plan["planSummary"])
            assert not plan.get("hasSortStage"), (name, plan["planSummary"])
        looked[name] = sum(plan["keysExamined"] + plan["docsExamined"] for plan in plans)
    return looked


@pytest.mark.soak
async def test_no_read_costs_more_when_there_is_a_hundred_times_as_much(db: Database) -> None:
    await fill(db, 0, FEW)
    before = await examined(db)
    await fill(db, FEW, MANY)
    after = await examined(db)
    for name, looked in after.items():
        # Of a category and a tag at once an index leads to the one, and some are passed over for the other.
        most = 25 if "category:" in name and "tag:" in name else 4
        assert looked <= max(before[name], most * LIMIT), (name, before[name], looked)


async def test_a_rare_mixture_costs_what_there_is_of_it(db: Database) -> None:
    """A tag that is frequent in other languages alone: its few articles are found without the others."""
    bare = public().model_dump(exclude={"cursor", "body", "body_html", "media", "lead"})
    told = [article(bare, n) for n in range(2000)]
    for one in told:
        one["public"] |= {"language": "az", "tags": [{"id": "t", "label": "One"}]}
    told[0]["public"]["language"] = "en"
    await db.articles.insert_many(told)
    wanted = Filter(frozenset({"en"}), tags=frozenset({"t"}))
    [plan] = await cost(db, lambda: MongoFeed(db).page(wanted, LIMIT, None))
    assert plan["docsExamined"] <= 2
