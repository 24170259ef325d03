"""Whether a reader has an answer already, and which format it prefers."""

import pytest

from publish.http.conditional import entity_tag, has_already
from publish.http.negotiation import prefers

NINJS = "application/vnd.iptc.ninjs+json"
JSON = "application/json"
TAG = entity_tag(b"one")


def test_a_tag_is_strong_and_the_bytes_own() -> None:
    assert TAG.startswith('"')
    assert TAG == entity_tag(b"one") != entity_tag(b"two")


@pytest.mark.parametrize(
    ("if_none_match", "known"),
    [
        ([], False),
        ([TAG], True),
        (["*"], True),
        ([f'"other", {TAG}'], True),
        (['"other"', TAG], True),
        ([f"W/{TAG}"], True),  # a proxy that compressed it weakens the tag
        (['"a,b"'], False),
        ([TAG.strip('"')], False),
        ([""], False),
    ],
)
def test_what_a_reader_has(if_none_match: list[str], known: bool) -> None:
    assert has_already(if_none_match, TAG) is known


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, False),
        ("*/*", False),
        ("application/*", False),
        (JSON, False),
        (NINJS, True),
        (NINJS.upper(), True),
        (f"{NINJS}, {JSON}", True),
        (f"{NINJS};q=0.9, {JSON}", False),
        (f"{NINJS};q=0.5, */*;q=0.1", True),
        (f"{NINJS};q=0.5, */*", False),
        (f"{NINJS};q=0.5, {JSON};q=0.1, */*", True),
        (f"{NINJS};q=0", False),
        (f"{NINJS};q=much", False),
        (f"{NINJS};version=3.1", True),
    ],
)
def test_which_format_is_preferred(accept: str | None, wanted: bool) -> None:
    assert prefers(accept, NINJS, JSON) is wanted
