"""What the public sees, and what the live log says of it: in memory and in MongoDB alike."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from newsroom.events.live import Tombstone
from newsroom.events.stories import StoryArticle, StoryLink, StorySnapshot
from publish.adapters.mongo_facts import MongoFacts
from publish.visibility.reconcile import ArticleWrite
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.clock import TurnedClock
from tests.support.facts import FactsInMemory
from tests.support.read_side import ReadSide, Told


@pytest.fixture(params=["memory", "mongodb"])
def facts(request):
    return FactsInMemory() if request.param == "memory" else MongoFacts(request.getfixturevalue("db"))


@pytest.fixture
def side(facts):
    return ReadSide(facts)


def story(
    name: str, version: int, merged_into: str | None = None, **members: tuple[str, int]
) -> StorySnapshot:
    """A snapshot: language=(article, membership)."""
    ids = [id_of(member) for member, _ in members.values()]
    return StorySnapshot(
        id=id_of(name),
        version=version,
        articles={
            language: StoryArticle(id=id_of(member), membership=membership)
            for language, (member, membership) in members.items()
        },
        links=tuple(StoryLink(article_id=other, other_id=ids[0], method="explicit") for other in ids[1:]),
    )


async def test_an_article_becomes_visible_and_the_log_says_so_once(side):
    await side.tell(revision("en", category="energy"), revision("en", category="energy"))
    public = await side.article("en")
    assert (public.headline, public.seq, public.story_id) == ("en 1", 1, id_of("en"))
    assert public.url == f"https://news.example/en/energy/en-1-{id_of('en')}"
    assert side.kinds == [("published", id_of("en"))]


async def test_an_older_revision_never_overwrites_a_newer(side):
    await side.tell(revision("en", number=3), revision("en", number=1), revision("en", number=2))
    public = await side.article("en")
    assert (public.headline, public.revision, public.seq) == ("en 3", 3, 1)


async def test_a_correction_raises_seq(side):
    await side.tell(revision("en"), revision("en", number=2))
    assert [(change.change, change.seq) for change in side.changes] == [("published", 1), ("updated", 2)]


async def test_variants_show_on_all_of_a_story(side):
    await side.tell(revision("en"), revision("az", "az"), story("en", 2, en=("en", 1), az=("az", 2)))
    assert (await side.article("en")).variants["az"].headline == "az 1"
    assert (await side.article("az")).variants["en"].headline == "en 1"
    assert side.kinds[2:] == [("linked", id_of("az")), ("linked", id_of("en"))] or side.kinds[2:] == [
        ("linked", id_of("en")),
        ("linked", id_of("az")),
    ]


async def test_a_link_that_comes_before_its_articles(side):
    await side.tell(story("en", 2, en=("en", 1), az=("az", 2)), revision("az", "az"), revision("en"))
    assert set((await side.article("az")).variants) == {"en"}
    assert set((await side.article("en")).variants) == {"az"}


async def test_a_new_headline_shows_on_siblings_and_makes_them_stale(side):
    await side.tell(revision("en"), revision("az", "az"), story("en", 2, en=("en", 1), az=("az", 2)))
    await side.tell(revision("en", number=2))
    az, en = await side.article("az"), await side.article("en")
    assert az.variants["en"].headline == "en 2"
    assert not az.variants["en"].stale
    assert en.variants["az"].stale
    assert {change.article.id for change in side.changes[-2:]} == {id_of("en"), id_of("az")}


async def test_an_article_that_moves_leaves_its_old_story(side):
    await side.tell(revision("en"), revision("az", "az"), revision("en2"))
    await side.tell(story("en", 2, en=("en", 1), az=("az", 1)))
    await side.tell(story("en2", 2, en=("en2", 1), az=("az", 2)))
    assert set((await side.article("en")).variants) == set()
    await side.tell(story("en", 3, en=("en", 1)))
    assert (await side.article("az")).variants["en"].id == id_of("en2")
    assert (await side.article("en")).variants == {}


async def test_an_older_story_version_changes_nothing(side):
    await side.tell(revision("en"), revision("az", "az"))
    await side.tell(story("en", 3, en=("en", 1)), story("en", 2, en=("en", 1), az=("az", 1)))
    assert (await side.article("en")).variants == {}


async def test_a_withdrawal_leaves_nothing_but_a_tombstone(side):
    await side.tell(revision("en"), revision("az", "az"), story("en", 2, en=("en", 1), az=("az", 2)))
    await side.tell(withdrawal("az", 2))
    assert await side.article("az") is None
    assert (await side.article("en")).variants == {}
    tombstone = next(change for change in side.changes if change.change == "withdrawn")
    assert isinstance(tombstone.article, Tombstone)
    assert "az 1" not in tombstone.model_dump_json()


async def test_a_withdrawal_that_overtakes_its_article_still_wins(side):
    await side.tell(withdrawal("en", 2), revision("en", number=1))
    assert await side.article("en") is None
    assert side.kinds == []


async def test_a_post_while_withdrawn_stays_hidden_and_a_restoration_shows_it(side):
    await side.tell(revision("en"), withdrawal("en", 2), revision("en", number=3, status="withdrawn"))
    assert await side.article("en") is None
    await side.tell(revision("en", number=4, headline="en 3"))
    assert (await side.article("en")).headline == "en 3"
    assert [kind for kind, _ in side.kinds] == ["published", "withdrawn", "restored"]


async def test_a_withdrawal_goes_to_every_topic_the_article_ever_had(side):
    await side.tell(revision("en", category="energy"), revision("en", number=2, category="economy"))
    await side.tell(withdrawal("en", 3))
    assert side.changes[1].topics_before == ("category:energy", "lang:en")
    assert side.changes[-1].topics_before == ("category:economy", "category:energy", "lang:en")
    assert side.changes[-1].topics_after == ()


async def test_a_correction_after_a_loss_is_newer_than_the_revision_that_was_lost(side):
    """Redis lost a revision that this replica had in hand: its number was given again."""
    in_hand = revision("en", number=1, headline="In hand")
    again = revision("en", number=1, epoch=1, headline="After the loss")
    for events in ([in_hand, again], [again, in_hand]):
        await side.tell(*events)
        assert (await side.article("en")).headline == "After the loss"
    await side.tell(withdrawal("en", 2).model_copy(update={"epoch": 1}), revision("en", number=3))
    assert await side.article("en") is None


async def test_both_contents_of_a_number_are_kept(db):
    side = ReadSide(MongoFacts(db))
    await side.tell(revision("en"), revision("en", epoch=1), revision("en", epoch=1))
    assert await db.revisions.count_documents({"article_id": id_of("en"), "revision": 1}) == 2


async def test_a_suppression_outlives_the_correction_that_brought_it(side):
    """Both corrections came while publish was away: the newer one alone is shown."""
    await side.tell(revision("en"))
    await side.tell_batch(
        [revision("en", number=2, suppress_previous=True), revision("en", number=3, headline="Clean")]
    )
    await side.tell(revision("en", number=4))
    assert [(change.seq, change.hides_previous) for change in side.changes] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert (await side.known("en")).replayable_from == 2


async def test_a_suppression_that_comes_late_is_announced(side):
    await side.tell(revision("en"), revision("en", number=3))
    await side.tell(*[revision("en", number=2, suppress_previous=True)] * 2)
    assert [(change.change, change.hides_previous) for change in side.changes] == [
        ("published", False),
        ("updated", False),
        ("updated", True),
    ]
    assert (await side.article("en")).headline == "en 3"


async def test_what_was_hidden_once_is_not_replayed_after_a_restoration(side):
    await side.tell(revision("en"), withdrawal("en", 2), revision("en", number=3, status="live"))
    known = await side.known("en")
    assert (known.seq, known.replayable_from) == (3, 2)
    assert not any(change.hides_previous for change in side.changes)


async def test_an_embargo_holds_until_its_instant_and_not_longer(facts):
    clock = TurnedClock()
    side = ReadSide(facts, clock)
    embargo = NOON.replace(second=10)
    await side.tell(revision("en", embargo_until=embargo), revision("az", "az"))
    await side.tell(story("en", 2, en=("en", 1), az=("az", 2)))
    assert await side.article("en") is None
    assert (await side.article("az")).variants == {}
    clock.turn(10)
    await side.log.append_once(await side.reconciler.reconcile([id_of("en")]))
    assert (await side.article("az")).variants["en"].headline == "en 1"
    assert ("published", id_of("en")) in side.kinds


async def test_a_clock_that_is_behind_hides_nothing_that_was_shown(facts):
    clock = TurnedClock(NOON.replace(minute=5))
    side = ReadSide(facts, clock)
    await side.tell(revision("en", embargo_until=NOON.replace(minute=1)))
    clock.turn(-600)
    await side.tell(revision("en", number=2, embargo_until=NOON.replace(minute=1)))
    assert (await side.article("en")).headline == "en 2"


async def test_a_stub_that_yields_is_shown_no_more(side):
    stub = StorySnapshot(
        id=id_of("stub"),
        version=2,
        articles={"az": StoryArticle(id=id_of("stub"), membership=2, yields_to=id_of("az"))},
    )
    await side.tell(revision("stub", "az", stub=True), revision("az", "az"), stub)
    assert await side.article("stub") is None
    assert side.changes[-1].article.superseded_by == id_of("az")


async def test_a_crash_before_the_append_is_healed_by_redelivery(side):
    await side.show([revision("en")])  # and then the process died
    await side.tell(revision("en"))
    assert side.kinds == [("published", id_of("en"))]


async def test_a_change_that_was_never_logged_is_logged_before_the_next(side):
    await side.show([revision("en")])  # and then the process died
    await side.tell(revision("en", number=2))
    assert [(change.change, change.seq) for change in side.changes] == [("published", 1), ("updated", 2)]


async def test_a_batch_of_everything_is_shown_in_one_change_each(side):
    await side.tell_batch(
        [
            revision("en"),
            revision("az", "az"),
            revision("en", number=2),
            story("en", 2, en=("en", 1), az=("az", 2)),
        ]
    )
    assert sorted(side.kinds) == sorted([("published", id_of("en")), ("published", id_of("az"))])
    assert (await side.article("az")).variants["en"].headline == "en 2"
    await side.tell_batch([withdrawal("en", 3), revision("az", "az", number=2)])
    assert sorted(side.kinds[2:]) == sorted([("withdrawn", id_of("en")), ("updated", id_of("az"))])
    assert (await side.article("az")).variants == {}


async def test_what_is_said_at_once_is_said_again_in_the_same_bytes(side):
    precise = NOON.replace(microsecond=123_456)
    side.clock.turn(0.000_789)
    told = [
        revision("en", published_at=precise),
        revision("az", "az"),
        story("en", 2, en=("en", 1), az=("az", 2)),
    ]
    said = await side.show(told)
    assert said
    assert sorted(await side.show(told), key=lambda one: one.subject) == sorted(
        said, key=lambda one: one.subject
    )


class Interleaved:
    """Facts where somebody else does something just before articles are written, once."""

    def __init__(self, facts: Any, meanwhile: Callable[[], Awaitable[None]] | None) -> None:
        self._facts = facts
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)

    async def write_articles(self, writes: Sequence[ArticleWrite]) -> bool:
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        held: bool = await self._facts.write_articles(writes)
        return held


@pytest.mark.parametrize("others", ["sibling", "article", "story", "newcomer"])
async def test_of_two_replicas_that_race_the_later_sees_the_others(facts, others):
    other = ReadSide(facts)
    await other.tell(revision("en"), revision("az", "az"), story("en", 2, en=("en", 1), az=("az", 2)))
    by_name: dict[str, Told] = {
        "sibling": revision("az", "az", number=2),
        "article": revision("en", number=3),
        "story": story("en", 3, en=("en", 1), az=("az", 2)).model_copy(update={"links": ()}),
        "newcomer": revision("ru", "ru"),
    }
    told = by_name[others]
    side = ReadSide(Interleaved(facts, lambda: other.tell(told)), log=other.log)
    if others == "newcomer":
        await side.tell_batch([revision("ru", "ru", number=2), revision("en", number=2)])
        assert (await side.article("ru")).headline == "ru 2"
        return
    await side.tell(revision("en", number=2))
    en, az = await side.article("en"), await side.article("az")
    assert en.headline == ("en 3" if others == "article" else "en 2")
    assert az.variants["en"].headline == en.headline
    assert en.variants["az"].headline == az.headline
