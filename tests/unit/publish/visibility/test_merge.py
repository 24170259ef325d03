"""Events merged into facts, each under the guard of its number."""

import random
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.stories import StoryArticle, StorySnapshot
from publish.visibility.facts import ArticleFacts
from publish.visibility.merge import Told, as_kept, merged_articles, newer_stories, to_the_millisecond
from tests.support.articles import NOON, id_of, revision, withdrawal


def snapshot(version: int, membership: int) -> StorySnapshot:
    members = {"en": StoryArticle(id=id_of("a"), membership=membership)}
    return StorySnapshot(id=id_of("a"), version=version, articles=members)


@given(st.randoms(use_true_random=False))
def test_any_order_merges_to_the_same(chance: random.Random) -> None:
    told = [
        Told(revisions=(revision("a", number=1),)),
        Told(revisions=(revision("a", number=2, suppress_previous=True),)),
        Told(revisions=(revision("a", number=4),)),
        Told(withdrawals=(withdrawal("a", 3),)),
        Told(snapshots=(snapshot(1, 1),)),
        Told(snapshots=(snapshot(2, 5),)),
    ]
    chance.shuffle(told)
    articles: dict[str, ArticleFacts] = {}
    for one in told:
        articles = merged_articles(articles, one)
    merged = articles[id_of("a")]
    assert (merged.revision, merged.status, merged.membership, merged.suppressed_below) == (4, "live", 5, 2)
    assert merged.content is not None
    assert merged.content.revision == 4


def test_what_was_merged_before_changes_nothing() -> None:
    told = Told((revision("a"),), (withdrawal("b", 2),), (snapshot(3, 2),))
    once = merged_articles({}, told)
    again = merged_articles(once, told)
    assert all(again[name] is facts for name, facts in once.items())


def test_a_later_epoch_is_newer_than_any_number_of_an_earlier_one() -> None:
    after_a_loss = revision("a", number=1, epoch=1)
    for order in ((after_a_loss, revision("a", number=9)), (revision("a", number=9), after_a_loss)):
        merged = merged_articles({}, Told(order))[id_of("a")]
        assert (merged.epoch, merged.revision, merged.content) == (1, 1, after_a_loss)


def test_the_newest_snapshot_of_a_batch_is_written_where_it_is_newer() -> None:
    told = [snapshot(2, 2), snapshot(4, 4), snapshot(3, 3)]
    assert newer_stories({}, told) == {id_of("a"): told[1]}
    assert newer_stories({id_of("a"): snapshot(4, 4)}, told) == {}


def test_instants_are_as_mongodb_keeps_them() -> None:
    baku = timezone(timedelta(hours=4))
    exact = datetime(2026, 3, 1, 16, 0, 0, 123_456, tzinfo=baku)
    kept = as_kept(revision("a", published_at=exact))
    assert kept.published_at == datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)
    assert kept.published_at.utcoffset() == timedelta()
    assert to_the_millisecond(NOON) is NOON
    assert as_kept(kept) is kept
