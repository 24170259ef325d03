"""The scan of encoded events: it passes over nothing that its filter wants."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.events.topics import Filter, topics_of
from publish.log.topic_scan import scan_for
from tests.support.articles import NOON
from tests.support.published import public

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SETS = st.frozensets(NAMES, max_size=3)


def encoded(tags: frozenset[str]) -> tuple[bytes, frozenset[str]]:
    topics = topics_of("en", "energy", tags)
    live = LiveChange(change="published", seq=1, article=public(), topics_before=(), topics_after=topics)
    return ARTICLE_PUBLISHED.encode(ARTICLE_PUBLISHED.event(live, time=NOON)), frozenset(topics)


@given(SETS, SETS, st.booleans())
def test_what_is_wanted_may_match(tags: frozenset[str], others: frozenset[str], english: bool) -> None:
    event, topics = encoded(tags)
    wanted = Filter(frozenset({"en"} if english else ()), frozenset({"energy"}), tags | others)
    assert scan_for(wanted)(event) or not wanted.matches(topics)


def test_what_is_not_wanted_is_passed_over() -> None:
    event, _ = encoded(frozenset({"oil"}))
    assert not scan_for(Filter(tags=frozenset({"gas"})))(event)
    assert not scan_for(Filter(languages=frozenset({"az"})))(event)
    assert scan_for(Filter())(event)
