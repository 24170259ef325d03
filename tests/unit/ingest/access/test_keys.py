"""API keys: the right to send in a source's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from ingest.access.keys import KeyRing, Sender
from newsroom.http.api_keys import KeyLine, digest, id_of, new_key
from newsroom.http.problems import ProblemError
from tests.support.articles import NOON

FILED, ENDING, FORGED = new_key(), new_key(), new_key()
LATER = NOON + timedelta(seconds=1)


def line(key: str, **fields: object) -> KeyLine:
    return KeyLine.model_validate(
        {"id": id_of(key), "name": "Report wire", "sha256": digest(key), "sources": ["report"], **fields}
    )


LINES = {
    one.id: one
    for one in (line(FILED), line(ENDING, expires_at=LATER), line(FORGED, sha256=digest("another")))
}


@dataclass(frozen=True)
class File:
    """A file of keys that does not change."""

    keys: Mapping[str, KeyLine]


ALL, ONE, STAR = "key-of-all-sources", "key-of-one-source", "key-with-an-asterisk"
RING = KeyRing(ALL, {ONE: ["report"], STAR: ["*"]}, File(LINES))


@pytest.mark.parametrize(
    ("key", "source", "may"),
    [
        (ALL, "anyone", True),
        (ALL, None, True),
        (STAR, "anyone", True),
        (ONE, "report", True),
        (ONE, "other", False),
        (ONE, None, False),
        pytest.param(FILED, "report", True, id="filed"),
        pytest.param(FILED, "other", False, id="filed-for-another"),
        pytest.param(ENDING, "report", True, id="ending"),
    ],
)
def test_a_key_sends_for_its_sources(key: str, source: str | None, may: bool) -> None:
    assert RING.sender(f"Bearer {key}", NOON).may_send(source) is may


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        "Basic all",
        "all",
        "Bearer Ключ",
        pytest.param(f"Bearer {FORGED}", id="forged"),
        pytest.param(f"Bearer {FILED}x", id="longer"),
    ],
)
def test_nobody_else_sends(header: str | None) -> None:
    with pytest.raises(ProblemError) as refused:
        RING.sender(header, NOON)
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_that_has_ended_is_told_so() -> None:
    with pytest.raises(ProblemError, match="ended at") as refused:
        RING.sender(f"Bearer {ENDING}", LATER)
    assert refused.value.status == 401


def test_a_sender_has_a_name_that_is_not_its_key() -> None:
    assert RING.sender(f"Bearer {FILED}", NOON).name == "Report wire"
    named = RING.sender(f"Bearer {ALL}", NOON)
    assert (named.name, named.key_id) == ("NEWSROOM_INGEST_KEY", digest(ALL)[:8])


def test_another_source_is_named() -> None:
    with pytest.raises(ProblemError, match="source other") as refused:
        Sender(frozenset({"report"})).check("other")
    assert refused.value.status == 403


def test_an_empty_key_is_no_key() -> None:
    assert KeyRing("", {}).is_empty
    assert not KeyRing("", {}, File(LINES)).is_empty
    with pytest.raises(ProblemError):
        KeyRing("", {}).sender("Bearer ", NOON)


def test_a_key_that_is_too_short_is_refused_by_itself() -> None:
    ring = KeyRing("short", {ONE: ["report"], "": ["apa"], "x" * 15: ["turan", "apa"], " " * 20: ["*"]})
    assert ring.refused == (
        "NEWSROOM_INGEST_KEYS for apa",
        "NEWSROOM_INGEST_KEYS for apa, turan",
        "NEWSROOM_INGEST_KEYS for every source",
        "NEWSROOM_INGEST_KEY for every source",
    )
    for key in ("short", "", "x" * 15, " " * 20):
        with pytest.raises(ProblemError):
            ring.sender(f"Bearer {key}", NOON)
    assert not ring.is_empty
    assert ring.sender(f"Bearer {ONE}", NOON).may_send("report")


def test_keys_that_are_all_too_short_are_none() -> None:
    assert KeyRing("x" * 15, {}).is_empty
    assert not KeyRing("x" * 16, {}).is_empty
