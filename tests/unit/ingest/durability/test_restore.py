"""What ingest remembered, from what publish archived."""

from datetime import timedelta

from ingest.durability.restore import ArchivedArticle, state_of
from tests.support.articles import NOON, id_of, revision

LATER = NOON + timedelta(hours=1)


def archived(**fields: object) -> ArchivedArticle:
    return ArchivedArticle.model_validate({"_id": id_of("a"), "revision": 3, **fields})


def test_the_content_and_its_predecessors_are_known_again() -> None:
    content = revision("a", number=3, version=9)
    state = state_of(archived(content=content, seq=4), ["a-1", "a-2", "a-1", "a-3"])
    assert state.revision == 3
    assert state.content is not None
    assert (state.content.content_hash, state.content.earlier) == ("a-3", ("a-1", "a-2"))
    assert (state.content.version, state.content.default_language) == (9, "en")
    assert state.was_public(NOON)


def test_a_withdrawal_may_be_all_there_is() -> None:
    state = state_of(archived(status="withdrawn"), [])
    assert (state.status, state.content, state.source) == ("withdrawn", None, None)


def test_an_embargo_still_holds() -> None:
    content = revision("a", number=3, embargo_until=LATER)
    assert not state_of(archived(content=content), []).was_public(NOON)
    assert state_of(archived(content=content), []).was_public(LATER)


def test_what_was_withdrawn_before_it_was_shown_was_never_public() -> None:
    content = revision("a", number=2)
    assert not state_of(archived(content=content, status="withdrawn"), []).was_public(LATER)
    assert state_of(archived(content=content, status="withdrawn", seq=2), []).was_public(LATER)
