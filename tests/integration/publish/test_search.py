"""The search over its index: what is found, page by page, and what is not found any more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from newsroom.events.articles import Tag
from newsroom.events.topics import Filter
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo import Database
from publish.adapters.tantivy_index import TantivyIndex
from publish.feeds.feed_page import PageToken
from publish.search.entries import IndexChange, IndexedArticle
from publish.search.query import HitOrder, Search, SearchQuery
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.searching import EVERYTHING, STAMP, SearchedSide


@pytest.fixture
async def side(db: Database, tmp_path: Path) -> AsyncIterator[SearchedSide]:
    opened = await SearchedSide.opened(db, tmp_path)
    yield opened
    await opened.index.close()


async def test_it_finds_forms_in_headline_lead_and_body(side: SearchedSide) -> None:
    await side.tell(
        revision("headline", headline="Ministers met"),
        revision("lead", lead="The minister said so", minutes=1),
        revision("body", body="A MINISTER'S word", minutes=2),
        revision("other", headline="Nobody met"),
    )
    assert await side.ids("minister") == [id_of("body"), id_of("lead"), id_of("headline")]


async def test_all_words_must_be_there(side: SearchedSide) -> None:
    await side.tell(revision("both", body="oil and gas"), revision("one", body="oil"))
    assert await side.ids("gas oil") == [id_of("both")]
    assert await side.ids("?!") == []


async def test_each_language_by_its_own_grammar(side: SearchedSide) -> None:
    await side.tell(
        revision("az", "az", body="İRANIN prezidenti"),
        revision("ru", "ru", body="встреча с президентом Ирана", minutes=1),
        revision("en", "en", body="the president of Iran", minutes=2),
    )
    assert await side.ids("Iran") == [id_of("en"), id_of("az")]
    assert await side.ids("президент Иран") == [id_of("ru")]
    assert await side.ids("iran prezidentin", Filter(frozenset({"az"})), ("az",)) == [id_of("az")]


@pytest.mark.parametrize("typed", ["Erdogan", "Erdoğan", "ERDOĞAN", "erdogan's"])
async def test_english_knows_no_diacritics(side: SearchedSide, typed: str) -> None:
    await side.tell(
        revision("with", "en", body="Erdoğan arrived"), revision("without", "en", body="Erdogan left")
    )
    assert set(await side.ids(typed, languages=("en",))) == {id_of("with"), id_of("without")}


async def test_it_goes_with_the_filters(side: SearchedSide) -> None:
    tag = Tag(id="amy", label="Amy")
    await side.tell(
        revision("energy", body="oil", category="energy"),
        revision("sport", body="oil", category="sport", tags=(tag, Tag(id="bob", label="Bob"))),
    )
    assert await side.ids("oil", Filter(categories=frozenset({"energy"}))) == [id_of("energy")]
    for wanted in ({"amy"}, {"bob"}, {"bob", "nobody"}):
        assert await side.ids("oil", Filter(tags=frozenset(wanted))) == [id_of("sport")]


async def test_a_correction_is_found_by_its_new_words_alone(side: SearchedSide) -> None:
    await side.tell(revision("one", body="oil"))
    assert await side.ids("oil") == [id_of("one")]
    await side.tell(revision("one", number=2, body="gas"))
    assert (await side.ids("oil"), await side.ids("gas")) == ([], [id_of("one")])


async def test_what_is_withdrawn_is_gone_before_the_index_knows(side: SearchedSide) -> None:
    texts = (
        revision(name, body="oil", minutes=minutes) for minutes, name in enumerate(("one", "two", "three"))
    )
    await side.tell(*texts)
    assert len(await side.ids("oil")) == 3
    first = await side.page("oil", limit=1)
    await side.side.tell(withdrawal("two", 2))  # shown, not entered
    page = await side.page("oil", limit=1, below=first.following)
    assert page.items == []
    assert page.following is not None  # the page was of what is gone, and the next is not lost
    assert await side.ids("oil", limit=1) == [id_of("three"), id_of("one")]
    for order in HitOrder:
        assert id_of("two") not in await side.ids("oil", order=order)
    await side.enter()
    page = await side.page("oil", limit=1, below=first.following)
    assert [item.id for item in page.items] == [id_of("one")]


async def test_pages_stay_right_while_articles_arrive(side: SearchedSide) -> None:
    for minutes in range(5):
        await side.tell(revision(f"n{minutes}", body="oil", minutes=minutes // 2))
    assert len(set(await side.ids("oil", limit=2))) == 5
    first = await side.page("oil", limit=2)
    await side.tell(revision("late", body="oil", minutes=9))
    second = await side.page("oil", below=first.following)
    named = [item.id for item in (*first.items, *second.items)]
    assert sorted(named) == sorted(id_of(f"n{minutes}") for minutes in range(5))


async def test_articles_of_one_instant_are_paged_without_a_gap(side: SearchedSide) -> None:
    """By id where the instant is the same, as the feed."""
    names = [f"n{number}" for number in range(90)]
    await side.tell(*(revision(name, body="oil") for name in names))
    await side.tell(revision("before", minutes=-1, body="oil"))
    expected = [*sorted(map(id_of, names), reverse=True), id_of("before")]
    for limit in (1, 7, 100):
        assert await side.ids("oil", limit=limit) == expected


async def test_ids_that_begin_alike_are_paged_without_a_gap(side: SearchedSide) -> None:
    """More of them in one place of the index than a page and its slack."""
    ids = [f"aaa{number:0>23b}".replace("0", "b").replace("1", "c") for number in range(50)]
    articles = [
        IndexedArticle(id=one, revision=1, language="en", headline="Oil", first_published_at=NOON)
        for one in ids
    ]
    await side.index.enter([IndexChange(article.id, article) for article in articles])
    await side.index.commit("1-0")
    found: list[str] = []
    below: PageToken | None = None
    while True:
        search = Search(SearchQuery.of("oil", ("en",)), EVERYTHING, 3, below)
        hits = await side.index.find(search)
        found, below = [*found, *hits.ids], hits.following
        if below is None:
            break
    assert found == sorted(ids, reverse=True)


async def test_relevance_puts_what_it_is_about_first(side: SearchedSide) -> None:
    filler = "weather sport traffic " * 30
    await side.tell(
        revision("passing", headline="Markets today", body=f"{filler} oil", minutes=2),
        revision("about", headline="Oil prices rise", body="Oil rose again, and oil shares with it."),
        revision("other", headline="Nothing of it"),
    )
    assert await side.ids("oil", order=HitOrder.RELEVANCE) == [id_of("about"), id_of("passing")]
    assert await side.ids("oil") == [id_of("passing"), id_of("about")]


async def test_of_what_is_as_relevant_the_newest_comes_first_page_by_page(side: SearchedSide) -> None:
    names = ["a", "b", "c", "d", "e"]
    days = 24 * 60
    await side.tell(
        *(
            revision(name, headline="Oil prices", body="oil", minutes=number * 10 * days)
            for number, name in enumerate(names)
        )
    )
    expected = [id_of(name) for name in reversed(names)]
    assert await side.ids("oil", limit=2, order=HitOrder.RELEVANCE) == expected


async def test_the_position_is_kept_with_what_it_is_of(side: SearchedSide, tmp_path: Path) -> None:
    await side.tell(revision("one", body="oil"))
    assert (await side.page("oil")).as_of == "1-0"
    await side.side.tell(revision("two", body="oil"))
    await side.index.close()  # with what was not committed
    again = TantivyIndex(tmp_path)
    assert await again.open(STAMP) == "1-0"
    await again.close()
    assert await again.open("of another deployment") is None
    await again.close()


async def test_each_replica_needs_a_folder_of_its_own(side: SearchedSide, tmp_path: Path) -> None:
    another = TantivyIndex(tmp_path)
    with pytest.raises(StoreUnavailableError, match="another replica"):
        await another.open(STAMP)
    await side.index.close()
    await another.open(STAMP)
    await another.close()


async def test_a_damaged_index_is_made_anew(side: SearchedSide, tmp_path: Path) -> None:
    await side.tell(revision("one", body="oil"))
    await side.index.close()
    (tmp_path / "index" / "meta.json").write_text("{")
    index = TantivyIndex(tmp_path)
    assert await index.open(STAMP) is None
    await index.close()


async def test_an_index_that_is_not_open_says_so(tmp_path: Path, db: Database) -> None:
    side = await SearchedSide.opened(db, tmp_path)
    await side.index.close()
    with pytest.raises(StoreUnavailableError):
        await side.page("oil")


async def test_the_age_of_the_world_is_no_bound(side: SearchedSide) -> None:
    """Instants long before and after ours keep their order."""
    instants = {"old": NOON.replace(year=1), "now": NOON, "far": NOON.replace(year=9998)}
    await side.tell(*(revision(name, body="oil", published_at=at) for name, at in instants.items()))
    assert await side.ids("oil", limit=1) == [id_of("far"), id_of("now"), id_of("old")]
