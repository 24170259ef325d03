"""Who may send in whose name."""

import pytest

from ingest.keys import KeyRing, Sender
from newsroom.runtime.problems import ProblemError

RING = KeyRing("all", {"one": ["report"], "star": ["*"]})


@pytest.mark.parametrize(
    ("key", "source", "may"),
    [
        ("all", "anyone", True),
        ("all", None, True),
        ("star", "anyone", True),
        ("one", "report", True),
        ("one", "other", False),
        ("one", None, False),
    ],
)
def test_a_key_sends_for_its_sources(key: str, source: str | None, may: bool) -> None:
    assert RING.sender(f"Bearer {key}").may_send(source) is may


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic all", "all", "Bearer Ключ"])
def test_nobody_else_sends(header: str | None) -> None:
    with pytest.raises(ProblemError) as refused:
        RING.sender(header)
    assert refused.value.status == 401
    assert refused.value.headers["WWW-Authenticate"] == "Bearer"


def test_another_source_is_named() -> None:
    with pytest.raises(ProblemError, match="source other") as refused:
        Sender(frozenset({"report"})).check("other")
    assert refused.value.status == 403


def test_an_empty_key_is_no_key() -> None:
    assert KeyRing("", {}).is_empty
    with pytest.raises(ProblemError):
        KeyRing("", {}).sender("Bearer ")
