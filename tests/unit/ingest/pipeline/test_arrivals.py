"""Instants of arrival of undated articles that came together."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.articles.commands import Post
from ingest.articles.decide import Decision, decide
from ingest.pipeline.arrivals import Arrivals
from ingest.pipeline.validate import Validated
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError
from tests.support.articles import NOON
from tests.support.clock import TurnedClock


def post(name: str, **fields: Any) -> Post:
    return Post.of(ArticleDraft(source="report", source_id=name, headline=name, **fields))


def instants(validated: list[Validated], *, newest_first: bool, arrivals: Arrivals) -> list[datetime]:
    spaced = arrivals.spaced(validated, newest_first=newest_first)
    return [own.arrived_at for own in spaced if isinstance(own, Post) and own.arrived_at is not None]


def test_lines_arrive_one_after_the_other_and_a_document_lists_the_newest_first() -> None:
    posts: list[Validated] = [post("a"), post("b"), post("c")]
    lines = instants(posts, newest_first=False, arrivals=Arrivals(TurnedClock()))
    assert lines == sorted(lines)
    assert len(set(lines)) == 3
    listed = instants(posts, newest_first=True, arrivals=Arrivals(TurnedClock()))
    assert listed == lines[::-1]


def test_what_is_dated_refused_or_alone_is_left_as_it_is() -> None:
    dated, refused = post("b", published_at=NOON), ProblemError(422, "no")
    alone: list[Validated] = [post("a"), dated, refused]
    assert Arrivals(TurnedClock()).spaced(alone, newest_first=True) == alone
    spaced = Arrivals(TurnedClock()).spaced([*alone, post("c")], newest_first=True)
    assert spaced[1:3] == [dated, refused]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(2, 30), st.booleans(), st.integers(0, 20)), max_size=20))
def test_batches_never_share_an_instant_nor_lie_far_ahead(batches: list[tuple[int, bool, int]]) -> None:
    clock = TurnedClock()
    arrivals, before = Arrivals(clock), None
    for count, newest_first, pause in batches:
        clock.turn(pause / 1000)
        posts: list[Validated] = [post(str(number)) for number in range(count)]
        given_now = instants(posts, newest_first=newest_first, arrivals=arrivals)
        assert len(set(given_now)) == count
        assert before is None or min(given_now) > before
        before = max(given_now)
        assert before <= clock.now() + timedelta(seconds=1)


def test_a_flood_loses_its_order_before_it_is_dated_ahead() -> None:
    clock = TurnedClock()
    arrivals = Arrivals(clock)
    posts: list[Validated] = [post(str(number)) for number in range(900)]
    for _ in range(5):
        assert max(instants(posts, newest_first=False, arrivals=arrivals)) <= clock.now() + timedelta(
            seconds=1
        )


def test_the_instant_is_the_articles_date_for_ever() -> None:
    [first, _] = Arrivals(TurnedClock()).spaced([post("a"), post("b")], newest_first=False)
    assert isinstance(first, Post)
    created = decide(None, first, NOON)
    assert isinstance(created, Decision)
    assert created.state.content is not None
    assert created.state.content.first_received_at == first.arrived_at
    later = decide(created.state, post("a", lead="More."), NOON + timedelta(hours=1))
    assert isinstance(later, Decision)
    assert later.state.content is not None
    assert later.state.content.first_received_at == first.arrived_at
