"""Entries that are no event of their stream are refused with the reason."""

from datetime import UTC, datetime

import pytest

from newsroom.events.catalogue import ARTICLE_WITHDRAWN, LINKING_SWITCHED
from newsroom.events.desk import LinkingSwitch
from newsroom.streams.wire import (
    FIELD,
    DecodedEvents,
    Entry,
    UndecodableEntryError,
    decode,
    fields_of,
    remember,
)

NOW = datetime(2026, 2, 27, 15, 33, tzinfo=UTC)
SWITCH = LinkingSwitch(scope="*", number=1, paused=True, editor="e", decided_at=NOW)
EVENT = LINKING_SWITCHED.event(SWITCH, time=NOW)


def entry(encoded: bytes, field: str = FIELD) -> Entry:
    return Entry("linking-switched", "1-0", {field.encode(): encoded})


def test_an_event_comes_back_as_it_was_encoded() -> None:
    encoded = LINKING_SWITCHED.encode(EVENT)
    assert fields_of(encoded) == {FIELD: encoded}
    assert decode(entry(encoded), "linking-switched") == EVENT


def test_a_field_that_is_added_later_is_ignored() -> None:
    encoded = LINKING_SWITCHED.encode(EVENT).replace(b'"paused"', b'"added_later":1,"paused"')
    assert decode(entry(encoded), "linking-switched") == EVENT


@pytest.mark.parametrize(
    ("undecodable", "stream", "reason"),
    [
        (
            entry(b"{}", field="data"),
            "linking-switched",
            "the entry has no field __data__ (its fields: data)",
        ),
        (Entry("linking-switched", "1-0", {}), "linking-switched", "(its fields: none)"),
        (entry(b"\xff not JSON"), "linking-switched", "not a newsroom.linking-switched.v1: Invalid JSON"),
        (entry(b"{}"), "linking-switched", "not a newsroom.linking-switched.v1: id: Field required"),
        (
            entry(LINKING_SWITCHED.encode(EVENT)),
            "article-withdrawn",
            "not a newsroom.article-withdrawn.v1: data",
        ),
        (
            entry(LINKING_SWITCHED.encode(EVENT.model_copy(update={"type": ARTICLE_WITHDRAWN.name}))),
            "linking-switched",
            "a newsroom.article-withdrawn.v1 on the stream of newsroom.linking-switched.v1",
        ),
    ],
)
def test_anything_else_is_refused_with_the_reason(undecodable: Entry, stream: str, reason: str) -> None:
    with pytest.raises(UndecodableEntryError) as refusal:
        decode(undecodable, stream)
    assert reason in str(refusal.value)


def test_an_id_that_carries_other_bytes_is_decoded_again() -> None:
    other = LINKING_SWITCHED.event(SWITCH.model_copy(update={"number": 2}), time=NOW)
    for event in (EVENT, other, EVENT):
        assert decode(entry(LINKING_SWITCHED.encode(event)), "linking-switched") == event


def test_what_was_decoded_is_kept_within_its_limit() -> None:
    kept = DecodedEvents(limit=100)
    for number in range(50):
        kept.keep("stream", b"%010d" % number, EVENT)
    known = [kept.find("stream", b"%010d" % number) for number in (0, 39, 40, 49)]
    assert known == [None, None, EVENT, EVENT]
    assert kept.find("another", b"%010d" % 49) is None


def test_what_this_process_appends_is_known_without_being_decoded() -> None:
    encoded = LINKING_SWITCHED.encode(EVENT) + b" "
    remember("linking-switched", encoded, EVENT)
    assert decode(entry(encoded), "linking-switched") is EVENT
