"""The search over MongoDB: what is found, page by page, and what is not found any more."""

import pytest

from newsroom.events.articles import Tag
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_search import MongoSearch
from publish.feeds.feed_page import PageToken
from publish.reads.search import SearchQuery
from tests.support.articles import id_of, revision, withdrawal
from tests.support.clock import TurnedClock
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide

EVERYTHING = Filter()


@pytest.fixture
def side(db: Database) -> ReadSide:
    return ReadSide(MongoFacts(db), TurnedClock())


async def found(
    db: Database,
    words: str,
    wanted: Filter = EVERYTHING,
    languages: tuple[str, ...] = LANGUAGES,
    limit: int = 20,
) -> list[str]:
    """All pages of a search, as ids, once all that was shown is entered."""
    while await MongoSearch(db).enter(3):
        pass
    ids: list[str] = []
    below: PageToken | None = None
    while True:
        page = await MongoFeed(db).page(wanted, limit, below, SearchQuery.of(words, languages))
        ids += [item.id for item in page.items]
        below = page.following
        if below is None:
            return ids


async def test_it_finds_forms_in_headline_lead_and_body(db: Database, side: ReadSide) -> None:
    await side.tell(
        revision("headline", headline="Ministers met"),
        revision("lead", lead="The minister said so", minutes=1),
        revision("body", body="A MINISTER'S word", minutes=2),
        revision("other", headline="Nobody met"),
    )
    assert await found(db, "minister") == [id_of("body"), id_of("lead"), id_of("headline")]


async def test_what_is_shown_is_found_by_who_asks_next(db: Database, side: ReadSide) -> None:
    await side.tell(*(revision(f"a{number}", headline=f"Harbour {number}") for number in range(25)))
    query = SearchQuery.of("harbour", LANGUAGES)
    page = await MongoFeed(db).page(EVERYTHING, 100, None, query)
    assert len(page.items) == 25


async def test_all_words_must_be_there(db: Database, side: ReadSide) -> None:
    await side.tell(revision("both", body="oil and gas"), revision("one", body="oil"))
    assert await found(db, "gas oil") == [id_of("both")]
    assert await found(db, "?!") == []


async def test_each_language_by_its_own_grammar(db: Database, side: ReadSide) -> None:
    await side.tell(
        revision("az", "az", body="İRANIN prezidenti"),
        revision("ru", "ru", body="встреча с президентом Ирана", minutes=1),
        revision("en", "en", body="the president of Iran", minutes=2),
    )
    assert await found(db, "Iran") == [id_of("en"), id_of("az")]
    assert await found(db, "президент Иран") == [id_of("ru")]
    assert await found(db, "iran prezidentin", Filter(frozenset({"az"})), ("az",)) == [id_of("az")]


async def test_it_goes_with_the_filters(db: Database, side: ReadSide) -> None:
    tag = Tag(id="amy", label="Amy")
    await side.tell(
        revision("energy", body="oil", category="energy"),
        revision("sport", body="oil", category="sport", tags=(tag,)),
    )
    assert await found(db, "oil", Filter(categories=frozenset({"energy"}))) == [id_of("energy")]
    assert await found(db, "oil", Filter(tags=frozenset({"amy"}))) == [id_of("sport")]


async def test_a_correction_is_found_by_its_new_words_alone(db: Database, side: ReadSide) -> None:
    await side.tell(revision("one", body="oil"))
    assert await found(db, "oil") == [id_of("one")]
    await side.tell(revision("one", number=2, body="gas"))
    assert (await found(db, "oil"), await found(db, "gas")) == ([], [id_of("one")])


async def test_what_is_withdrawn_is_gone_before_the_search_knows(db: Database, side: ReadSide) -> None:
    texts = (
        revision(name, body="oil", minutes=minutes) for minutes, name in enumerate(("one", "two", "three"))
    )
    await side.tell(*texts)
    assert len(await found(db, "oil")) == 3
    first = await MongoFeed(db).page(EVERYTHING, 1, None, SearchQuery.of("oil", LANGUAGES))
    await side.tell(withdrawal("two", 2))
    page = await MongoFeed(db).page(EVERYTHING, 1, first.following, SearchQuery.of("oil", LANGUAGES))
    assert page.items == []
    assert page.following is not None  # the page was of what is gone, and the next is not lost
    assert await found(db, "oil") == [id_of("three"), id_of("one")]
    entry = await db.search.find_one({"_id": id_of("two")})
    assert entry is not None
    assert "stems" not in entry


async def test_pages_stay_right_while_articles_arrive(db: Database, side: ReadSide) -> None:
    for minutes in range(5):
        await side.tell(revision(f"n{minutes}", body="oil", minutes=minutes // 2))
    assert len(set(await found(db, "oil", limit=2))) == 5
    first = await MongoFeed(db).page(EVERYTHING, 2, None, SearchQuery.of("oil", LANGUAGES))
    await side.tell(revision("late", body="oil", minutes=9))
    await found(db, "oil")
    second = await MongoFeed(db).page(EVERYTHING, 20, first.following, SearchQuery.of("oil", LANGUAGES))
    named = [item.id for item in (*first.items, *second.items)]
    assert sorted(named) == sorted(id_of(f"n{minutes}") for minutes in range(5))


async def test_what_is_shown_again_while_it_is_entered_is_entered_again(db: Database, side: ReadSide) -> None:
    await side.tell(revision("one", body="oil"))
    await MongoSearch(db).enter(10)
    assert await db.articles.count_documents({"unsearched": True}) == 0
    await side.tell(revision("one", number=2, body="gas"))
    assert await db.articles.count_documents({"unsearched": True}) == 1


async def test_a_search_is_answered_by_its_index(db: Database, side: ReadSide) -> None:
    """No scan of the collection and no sort in memory, in one language and in all."""
    for n in range(60):
        rare = "rare" if n % 30 == 0 else "usual"
        await side.tell(revision(f"n{n}", LANGUAGES[n % 3], body=f"oil {rare}", minutes=n))
    await found(db, "oil")
    await db.command("profile", 2)
    for languages in (("en",), LANGUAGES):
        await MongoSearch(db).find(EVERYTHING, 5, None, SearchQuery.of("oil usual", languages))
    await db.command("profile", 0)
    plans = [one async for one in db["system.profile"].find({"ns": f"{db.name}.search"})]
    assert len(plans) == 2
    for plan in plans:
        assert "COLLSCAN" not in plan["planSummary"]
        assert "stems" in plan["planSummary"]
        assert not plan.get("hasSortStage")
