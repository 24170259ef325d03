import pytest

from newsroom.events.topics import Filter
from newsroom.live.entries import LiveEntry
from newsroom.live.framing import Frame
from newsroom.live.groups import FullError, Groups
from newsroom.live.ring import Ring
from newsroom.live.ring_redaction import hide_whole
from newsroom.live.settings import LiveSettings
from newsroom.streams.cursor import ORIGIN, Cursor


def groups(filters: int = 2, events: int = 3) -> Groups:
    return Groups(Ring(ORIGIN), LiveSettings(filters=filters, ring_events=events), hide_whole)


def tags(*names: str) -> Filter:
    return Filter(tags=frozenset(names))


def frame(number: int, article: str = "a") -> Frame:
    entry = LiveEntry(
        f"{number}-0", b'{"id":"%b"}' % article.encode(), "published", article, frozenset({"tag:x"})
    )
    return Frame(entry)


def test_equal_filters_share_a_group_and_others_do_not() -> None:
    kept = groups()
    with kept.pinned(tags("a", "b")) as one, kept.pinned(tags("b", "a")) as same:
        assert one is same
        with kept.pinned(tags("a,tag:b")) as other:
            assert other is not one


def test_a_filter_that_nobody_reads_yields_its_place() -> None:
    kept = groups(filters=2)
    with kept.pinned(tags("a")):
        with kept.pinned(tags("b")):
            pass
        with kept.pinned(tags("c")):
            assert {group.filter for group in kept} == {tags("a"), tags("c")}
            with pytest.raises(FullError), kept.pinned(tags("d")):
                pass


def test_no_group_keeps_what_the_whole_ring_forgot() -> None:
    kept = groups(events=3)
    with kept.pinned(tags("x")) as reading:
        for number in range(1, 10):
            kept.take(frame(number), "published")
        assert [f.cursor.ms for f in reading.ring] == [7, 8, 9]
        assert reading.ring.floor == kept.ring.floor == Cursor(6, 0)


def test_a_correction_that_suppresses_hides_what_was_said_before() -> None:
    kept = groups(events=10)
    with kept.pinned(tags("x")) as reading:
        kept.take(frame(1, "libel"), "published")
        clean = LiveEntry("2-0", b"{}", "updated", "libel", frozenset({"tag:x"}), only_headline="Clean")
        kept.take(Frame(clean), "updated")
        assert reading.since(0, 1000, chunked=True) == (Frame(clean).chunk, 2)


def test_a_withdrawal_hides_what_was_said_in_every_group() -> None:
    kept = groups(events=10)
    with kept.pinned(tags("x")) as reading, kept.pinned(tags("y")) as indifferent:
        kept.take(frame(1, "secret"), "published")
        assert b"secret" in reading.since(0, 1000, chunked=True)[0]
        withdrawn = Frame(LiveEntry("2-0", b"{}", "withdrawn", "secret", frozenset({"tag:x"})))
        assert kept.take(withdrawn, "withdrawn") == [reading]
        assert reading.since(0, 1000, chunked=True) == (withdrawn.chunk, 2)
        assert not list(indifferent.ring)
