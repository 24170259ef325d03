"""What of a log may be replayed once an article was withdrawn, or its earlier revisions suppressed."""

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange, PublicArticle
from publish.log.logged_change import LoggedChange
from publish.log.redact import Hidden, redact_event, replayable
from tests.support.articles import NOON, id_of
from tests.support.published import public, variant


def logged(number: int, article: PublicArticle, seq: int = 1) -> LoggedChange:
    live = LiveChange(change="linked", seq=seq, article=article)
    event = ARTICLE_PUBLISHED.event(live, time=NOON, traceparent=None)
    return LoggedChange(f"{number}-0", live, ARTICLE_PUBLISHED.encode(event))


def sibling(headline: str) -> PublicArticle:
    return public("az", "az", variants={"en": variant("one", "en", headline=headline)})


def headlines_in(changes: list[LoggedChange]) -> list[list[str]]:
    shown = [change.live.article for change in changes]
    return [[v.headline for v in one.variants.values()] for one in shown if isinstance(one, PublicArticle)]


LOG = [
    logged(1, public("one", headline="Libel")),
    logged(2, sibling("Libel")),
    logged(3, public("one", headline="Clean"), seq=2),
    logged(4, sibling("Clean")),
]


def test_a_suppressed_headline_is_nowhere_and_the_link_stays_where_it_is_clean() -> None:
    shown = replayable(LOG, [Hidden(id_of("one"), 2, headline="Clean")])
    assert [change.cursor for change in shown] == ["2-0", "3-0", "4-0"]
    assert headlines_in(shown) == [[], [], ["Clean"]]
    assert not any(b"Libel" in change.encoded for change in shown)


def test_a_withdrawn_article_is_named_by_none_of_its_siblings() -> None:
    shown = replayable(LOG, [Hidden(id_of("one"), 3, headline=None)])
    assert headlines_in(shown) == [[], []]


def test_a_ring_keeps_the_one_headline_that_may_be_shown() -> None:
    one = id_of("one")
    clean, libel = LOG[3].encoded, LOG[1].encoded
    assert redact_event(clean, one, "Clean") == clean
    assert b"Libel" not in (redact_event(libel, one, "Clean") or b"")
    assert b"Clean" not in (redact_event(clean, one, None) or b"")
