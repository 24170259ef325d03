from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from newsroom.events.identity import article_id
from newsroom.operations.trace import Answer, StoredState, Trace
from newsroom.operations.tracer import stored_state
from newsroom.stores.article_records import ArticleRecord, ArticleRecords, HeldRecord, ReceiptRecord
from newsroom.streams.subject_trace import GroupProgress, SubjectTrace, TracedEntry, TracedLetter

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ID = article_id("report", "1")
ARTICLE = ArticleRecord(
    id=ID,
    revision=1,
    status="live",
    source="report",
    source_id="1",
    language="en",
    headline="Rain",
    received_at=NOW,
    first_received_at=NOW,
    release_at=None,
    story_id=ID,
    yields_to=None,
    seq=1,
    change="published",
    changed_at=NOW,
    unlogged=False,
    public_revision=1,
    url="http://h/en",
)
HELD = HeldRecord("report", "1", "held", 1, NOW, ("it reads like a kill",))
REFUSED = ReceiptRecord("d", NOW, "k", None, "native", 1, "", "refused", None, "language: unknown")
LETTER = TracedLetter("article-created.publish.dead", "3-0", "publish", NOW, 5, "KeyError: x")
INGEST_AT_2 = StoredState(owner="ingest", revision=2)


def entry(
    state: Literal["done", "pending", "waiting"], group: str = "publish", age: float = 40
) -> TracedEntry:
    progress = GroupProgress(group, state, deliveries=3, lag=9)
    return TracedEntry("article-created", "1-0", NOW - timedelta(seconds=age), (progress,))


def trace(article: ArticleRecord | None = ARTICLE, **known: Any) -> Trace:
    records = ArticleRecords(
        article=article, held=known.pop("held", None), receipts=known.pop("receipts", ())
    )
    return Trace(subject=ID, at=NOW, records=records, **known)


def test_what_is_public_is_stuck_nowhere() -> None:
    state = trace(streams=SubjectTrace((entry("done"),)), states=(StoredState(owner="ingest", revision=1),))
    assert (state.verdict, state.stuck) == (("public: revision 1, seq 1, http://h/en",), ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "withdrawn", "public_revision": None}, "withdrawn: revision 1"),
        (
            {"release_at": NOW + timedelta(hours=1), "public_revision": None},
            "embargoed until 2026-11-28 13:00:00",
        ),
        ({"yields_to": "other", "public_revision": None}, "a stub: it leads to other"),
    ],
)
def test_what_is_not_public_is_so_for_a_reason(changes: dict[str, Any], said: str) -> None:
    state = trace(replace(ARTICLE, **changes))
    assert state.stuck == ()
    [verdict] = state.verdict
    assert verdict.startswith(said)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            {"streams": SubjectTrace((entry("pending"),))},
            "in article-created, 1-0: pending of publish for 40 s, 3 deliveries",
        ),
        (
            {"streams": SubjectTrace((entry("waiting", "translate-match"),))},
            "in article-created, 1-0: waits for translate-match (readers do not wait for it) for 40 s, which",
        ),
        (
            {"streams": SubjectTrace((), (LETTER,))},
            "dead letter of publish since 2026-11-28 12:00:00: KeyError: x",
        ),
        ({"held": HELD}, "held: it reads like a kill"),
        ({"receipts": (REFUSED,)}, "its last document was refused: language: unknown"),
        ({"states": (INGEST_AT_2,)}, "ingest has revision 2, publish 1, and no stream carries it"),
        ({"article": replace(ARTICLE, unlogged=True)}, "publish has not appended its last change"),
        (
            {"article": replace(ARTICLE, release_at=NOW, public_revision=None)},
            "its embargo is over and it is not public",
        ),
        ({"answer": Answer(url="u", code=404)}, "MongoDB has it public, and publish answers 404"),
    ],
)
def test_where_it_is_stuck_is_one_sentence(known: dict[str, Any], said: str) -> None:
    [stuck] = trace(**known).stuck
    assert stuck.startswith(said)


def test_an_entry_on_its_way_is_not_stuck() -> None:
    assert trace(streams=SubjectTrace((entry("pending", age=1),)), states=(INGEST_AT_2,)).stuck == ()


def test_what_is_known_nowhere_is_unknown_unless_a_store_is_away() -> None:
    assert trace(None).verdict[0].startswith("unknown")
    assert trace(None, problems=("Redis at …",)).verdict == ()


def test_the_states_of_services_are_read_as_redis_holds_them() -> None:
    ingest = stored_state("ingest", b'article-created 1-0\n{"revision":2,"status":"withdrawn"}')
    assert ingest == StoredState(owner="ingest", revision=2, status="withdrawn")
    translate = stored_state("translate", b'{"revision":2,"withdrawn":true}')
    assert translate == StoredState(owner="translate", revision=2, status="withdrawn")
    assert stored_state("ingest", b"?") == StoredState(owner="ingest", status="cannot be read")
