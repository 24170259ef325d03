"""Decisions on posts, withdrawals and restorations."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.access.keys import Sender
from ingest.adapters.redis_articles import encoded_value, snapshot_of
from ingest.articles.commands import Post, Restore, Withdraw
from ingest.articles.decide import Decision, EmbargoRefused, ForeignSource, UnknownArticle, decide
from ingest.articles.state import ArticleState, Hold
from newsroom.events.articles import ArticleDraft
from newsroom.events.identity import article_id
from tests.support.articles import NOON

LATER = NOON + timedelta(hours=1)
ID = article_id("report", "1")


def post(headline: str, **fields: Any) -> Post:
    return Post.of(ArticleDraft(source="report", source_id="1", headline=headline, **fields))


def decided(before: ArticleState | None, sent: Post, now: datetime = NOON) -> Decision:
    decision = decide(before, sent, now)
    assert isinstance(decision, Decision)
    return decision


def after(*posts: Post) -> ArticleState:
    """The state after these posts."""
    state: ArticleState | None = None
    for sent in posts:
        state = decided(state, sent).state
    assert state is not None
    return state


def answered(before: ArticleState | None, sent: Post) -> tuple[str, int, bool]:
    decision = decided(before, sent)
    return decision.status, decision.state.revision, decision.emits


def withdraw(before: ArticleState | None, hold: Hold | None = None) -> Decision:
    command = Withdraw(article_id=ID, source="report", source_id="1", hold=hold)
    decision = decide(before, command, NOON)
    assert isinstance(decision, Decision)
    return decision


def restore(before: ArticleState | None, now: datetime) -> Decision:
    decision = decide(before, Restore(article_id=ID), now)
    assert isinstance(decision, Decision)
    return decision


def test_the_first_post_creates() -> None:
    assert answered(None, post("a")) == ("created", 1, True)


def test_other_content_is_the_next_revision() -> None:
    assert answered(after(post("a")), post("b")) == ("updated", 2, True)


def test_the_same_content_is_nothing() -> None:
    state = after(post("a"))
    assert decided(state, post("a")) == Decision("unchanged", state)


def test_an_absent_field_clears() -> None:
    assert answered(after(post("a", lead="l")), post("a")) == ("updated", 2, True)


def test_a_late_resend_does_not_undo_a_correction() -> None:
    assert answered(after(post("a"), post("b")), post("a")) == ("stale", 2, False)


def test_unless_it_says_so() -> None:
    state = after(post("a"), post("b"))
    assert answered(state, post("a", revert=True)) == ("updated", 3, True)
    reverted = decided(state, post("a", revert=True)).state
    assert answered(reverted, post("a", revert=True)) == ("unchanged", 3, False)
    assert answered(reverted, post("b")) == ("stale", 3, False)


@pytest.mark.parametrize("given_version", [1, 2])
def test_a_version_that_is_not_newer_is_stale(given_version: int) -> None:
    assert answered(after(post("a", version=2)), post("b", version=given_version)) == ("stale", 2 - 1, False)


def test_revert_does_not_help_an_old_version() -> None:
    state = after(post("a", version=1), post("b", version=2))
    assert answered(state, post("a", version=1, revert=True)) == ("stale", 2, False)


def test_a_newer_version_may_bring_earlier_content_back() -> None:
    state = after(post("a", version=1), post("b", version=2))
    assert answered(state, post("a", version=3)) == ("updated", 3, True)


def test_modified_at_counts_where_there_is_no_version() -> None:
    state = after(post("a", modified_at=LATER))
    assert answered(state, post("b", modified_at=LATER)) == ("stale", 1, False)
    assert answered(state, post("b", modified_at=LATER + timedelta(seconds=1))) == ("updated", 2, True)


def test_version_comes_before_modified_at() -> None:
    state = after(post("a", version=1, modified_at=LATER))
    assert answered(state, post("b", version=2, modified_at=NOON)) == ("updated", 2, True)


def test_a_newer_version_of_the_same_content_is_remembered() -> None:
    state = after(post("a", version=1))
    remembered = decided(state, post("a", version=5))
    assert (remembered.status, remembered.emits) == ("unchanged", False)
    assert answered(remembered.state, post("b", version=4)) == ("stale", 1, False)


def test_without_a_version_known_content_stays_known() -> None:
    state = after(post("a", version=1), post("b"))
    assert state.content is not None
    assert state.content.version == 1
    assert answered(state, post("a")) == ("stale", 2, False)


def test_the_first_arrival_stays() -> None:
    state = decided(after(post("a")), post("b"), LATER).state
    assert state.content is not None
    assert state.content.first_received_at == NOON


def test_an_embargo_on_what_is_public_is_refused() -> None:
    refused = decide(after(post("a")), post("b", embargo_until=LATER), NOON)
    assert refused == EmbargoRefused(public_from=NOON)


def test_an_embargo_that_has_passed_hides_nothing_and_is_no_reason_to_refuse() -> None:
    state = after(post("a", embargo_until=LATER))
    assert decided(state, post("b", embargo_until=LATER), LATER).status == "updated"


def test_an_embargo_may_be_moved_until_it_ends() -> None:
    state = after(post("a", embargo_until=LATER))
    even_later = LATER + timedelta(hours=1)
    moved = decided(state, post("a", embargo_until=even_later))
    assert moved.state.public_from == even_later
    refused = decide(state, post("a", embargo_until=even_later), LATER)
    assert refused == EmbargoRefused(public_from=LATER)


def test_a_resend_of_an_embargoed_article_is_unchanged_whenever_it_comes() -> None:
    sent = post("a", embargo_until=LATER)
    assert decided(after(sent), sent, LATER + timedelta(hours=1)).status == "unchanged"


def test_a_withdrawal_takes_the_next_revision_once() -> None:
    withdrawn = withdraw(after(post("a")))
    assert (withdrawn.status, withdrawn.state.revision, withdrawn.emits) == ("withdrawn", 2, True)
    again = withdraw(withdrawn.state)
    assert (again.status, again.state.revision, again.emits) == ("withdrawn", 2, False)


def test_a_withdrawal_may_overtake_its_article() -> None:
    withdrawn = withdraw(None)
    assert (withdrawn.state.revision, withdrawn.emits) == (1, True)
    assert answered(withdrawn.state, post("a")) == ("withdrawn", 2, True)


def test_a_post_to_a_withdrawn_article_stays_hidden() -> None:
    state = withdraw(after(post("a"))).state
    assert answered(state, post("a")) == ("withdrawn", 2, False)
    decision = decided(state, post("b"))
    assert (decision.status, decision.state.revision, decision.emits) == ("withdrawn", 3, True)
    assert decision.state.status == "withdrawn"
    assert answered(decision.state, post("a")) == ("withdrawn", 3, False)


def test_a_restoration_brings_the_latest_content_back() -> None:
    state = decided(withdraw(after(post("a"))).state, post("b")).state
    restored = restore(state, LATER)
    assert (restored.status, restored.emits) == ("restored", True)
    assert (restored.state.revision, restored.state.status) == (4, "live")
    assert restored.state.content is not None
    assert (restored.state.content.revision, restored.state.content.content_hash) == (
        4,
        post("b").content_hash,
    )


def test_what_was_never_public_keeps_its_embargo_through_a_withdrawal() -> None:
    state = withdraw(after(post("a", embargo_until=LATER))).state
    assert not state.was_public(LATER)
    restored = restore(state, NOON)
    assert restored.state.public_from == LATER


def test_restoring_what_is_live_is_nothing() -> None:
    state = after(post("a"))
    assert restore(state, NOON) == Decision("restored", state)


def test_there_is_nothing_to_restore_of_an_unknown_article() -> None:
    assert decide(None, Restore(article_id=ID), NOON) == UnknownArticle(ID)


def test_a_withdrawal_that_came_first_is_lifted() -> None:
    lifted = restore(withdraw(None).state, NOON)
    assert (lifted.state.revision, lifted.state.status, lifted.emits) == (2, "live", True)
    assert answered(lifted.state, post("a")) == ("updated", 3, True)


@pytest.mark.parametrize("command", [Withdraw, Restore])
def test_an_act_on_another_source_is_refused_by_what_is_known_of_the_article(
    command: type[Withdraw | Restore],
) -> None:
    sender = Sender(frozenset({"other"}))
    assert decide(after(post("a")), command(article_id=ID, sender=sender), NOON) == ForeignSource("report")
    claimed = command(article_id=ID, source="other", source_id="1", sender=sender)
    assert decide(after(post("a")), claimed, NOON) == ForeignSource("report")
    assert decide(None, command(article_id=ID, sender=sender), NOON) == ForeignSource(None)
    assert not isinstance(decide(None, claimed, NOON), ForeignSource)


HEADLINES = st.sampled_from("abc")
POSTS = st.builds(
    post,
    HEADLINES,
    version=st.none() | st.integers(1, 4),
    revert=st.booleans(),
    lead=st.none() | st.just("l"),
)
ACTS = st.lists(st.one_of(POSTS, st.sampled_from(["withdraw", "restore"])), max_size=12)


def carry_out(state: ArticleState | None, act: Post | str) -> Decision | None:
    if act == "withdraw":
        return withdraw(state)
    decision = decide(state, Restore(article_id=ID) if isinstance(act, str) else act, NOON)
    return decision if isinstance(decision, Decision) else None


@given(ACTS)
def test_every_emission_takes_exactly_the_next_revision(acts: list[Post | str]) -> None:
    state: ArticleState | None = None
    for act in acts:
        revision = state.revision if state else 0
        decision = carry_out(state, act)
        if decision is not None:
            state = decision.state
            assert state.revision == revision + decision.emits


@given(ACTS, POSTS)
def test_a_post_carried_out_twice_is_carried_out_once(acts: list[Post | str], sent: Post) -> None:
    state: ArticleState | None = None
    for act in acts:
        decision = carry_out(state, act)
        state = decision.state if decision else state
    once = decided(state, sent)
    twice = decided(once.state, sent)
    assert not twice.emits
    assert twice.state == once.state


@given(st.permutations([1, 2, 3, 4]))
def test_with_versions_any_order_ends_with_the_newest(order: list[int]) -> None:
    state = after(*(post(f"headline {version}", version=version) for version in order))
    assert state.content is not None
    assert state.content.content_hash == post("headline 4").content_hash


@given(ACTS)
def test_a_state_survives_its_encoding(acts: list[Post | str]) -> None:
    state: ArticleState | None = None
    for act in acts:
        decision = carry_out(state, act)
        state = decision.state if decision else state
    if state is not None:
        assert snapshot_of(encoded_value(None, state)).state == state


def hold(version: int | None = None, modified_at: datetime | None = None) -> Hold:
    return Hold(version=version, modified_at=modified_at)


def held(before: ArticleState | None, version: int) -> Decision:
    return withdraw(before, hold(version))


def test_what_is_withheld_comes_back_with_a_newer_version_and_with_no_older() -> None:
    state = held(after(post("a", version=1)), 2).state
    assert (state.status, state.revision) == ("withdrawn", 2)
    assert answered(state, post("b", version=2)) == ("withdrawn", 3, True)
    assert answered(state, post("b")) == ("withdrawn", 3, True)
    decision = decided(state, post("a", version=3))
    assert (decision.status, decision.emits, decision.state.status) == ("updated", True, "live")
    assert decision.state.was_public(NOON)


def test_a_hold_that_comes_late_hides_nothing_newer() -> None:
    state = after(post("a", version=3))
    assert held(state, 2) == Decision("stale", state)


def test_a_withdrawal_for_good_outlasts_a_hold_and_every_version() -> None:
    state = withdraw(held(after(post("a", version=1)), 2).state).state
    assert decided(state, post("b", version=9)).status == "withdrawn"
    assert decided(held(state, 10).state, post("b", version=11)).status == "withdrawn"


def test_the_newest_hold_counts() -> None:
    state = held(held(None, 4).state, 2).state
    assert decided(state, post("a", version=3)).status == "withdrawn"
    assert decided(state, post("a", version=5)).status == "updated"


HISTORIES = st.lists(
    st.tuples(st.sampled_from(["usable", "usable", "withheld", "canceled"]), HEADLINES),
    min_size=1,
    max_size=5,
)


def final_of(history: list[tuple[int, tuple[str, str]]], by_time: bool) -> tuple[Any, ...]:
    """What is left once every version of a history has come: status and content."""
    state: ArticleState | None = None
    for number, (status, headline) in history:
        when = NOON + timedelta(minutes=number)
        version, modified_at = (None, when) if by_time else (number, None)
        if status == "usable":
            state = decided(state, post(headline, version=version, modified_at=modified_at)).state
        else:
            held_by = hold(version, modified_at) if status == "withheld" else None
            state = withdraw(state, held_by).state
    assert state is not None
    content = state.content
    return state.status, content and (content.content_hash, content.version, content.modified_at)


@given(HISTORIES, st.booleans(), st.data())
def test_a_shuffled_history_ends_the_same(
    history: list[tuple[str, str]], by_time: bool, data: st.DataObject
) -> None:
    versions = list(enumerate(history, start=1))
    shuffled = data.draw(st.permutations(versions))
    assert final_of(shuffled, by_time) == final_of(versions, by_time)
