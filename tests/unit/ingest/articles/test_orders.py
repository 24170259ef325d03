"""What an order of the desk does to an article."""

from datetime import timedelta

import pytest

from ingest.articles.decide import Decision, Submission, decide
from ingest.articles.orders import obey
from ingest.articles.state import ArticleState
from ingest.content.hash import content_hash
from newsroom.events.articles import ArticleDraft
from newsroom.events.desk import ArticleOrder, OrderVerb
from newsroom.events.identity import article_id
from tests.support.articles import NOON

LATER = NOON + timedelta(hours=1)


def order(verb: OrderVerb, number: int) -> ArticleOrder:
    return ArticleOrder(
        article_id=article_id("report", "1"),
        number=number,
        order=verb,
        editor="aysel",
        reason="it was wrong",
        ordered_at=NOON,
    )


def posted(before: ArticleState | None = None, **fields: object) -> ArticleState:
    draft = ArticleDraft.model_validate(
        {"source": "report", "source_id": "1", "headline": "One", "body": "b", **fields}
    )
    decision = decide(before, Submission(draft, content_hash(draft)), NOON)
    assert isinstance(decision, Decision)
    return decision.state


def obeyed(before: ArticleState | None, verb: OrderVerb, number: int = 1) -> Decision:
    decision = obey(before, order(verb, number), LATER)
    assert decision is not None
    return decision


def test_an_order_withdraws_and_another_restores():
    withdrawn = obeyed(posted(), "withdraw", 1)
    assert (withdrawn.answered, withdrawn.state.status, withdrawn.emits) == ("withdrawn", "withdrawn", True)
    restored = obeyed(withdrawn.state, "restore", 2)
    assert (restored.state.status, restored.state.revision, restored.emits) == ("live", 3, True)


def test_an_order_that_is_read_again_undoes_no_later_one():
    withdrawn = obeyed(posted(), "withdraw", 1).state
    restored = obeyed(withdrawn, "restore", 2).state
    assert obey(restored, order("withdraw", 1), LATER) is None
    assert obey(restored, order("restore", 2), LATER) is None


def test_what_is_so_already_is_remembered_and_not_said_again():
    decision = obeyed(posted(), "restore", 7)
    assert (decision.emits, decision.state.order, decision.state.revision) == (False, 7, 1)


def test_posts_forget_no_order():
    withdrawn = obeyed(posted(), "withdraw", 5).state
    assert posted(withdrawn, headline="Two").order == 5


def test_an_article_never_seen_is_withdrawn_and_nothing_else():
    assert obeyed(None, "withdraw").emits
    assert obey(None, order("restore", 1), LATER) is None
    assert obey(None, order("lift-embargo", 1), LATER) is None


def test_an_embargo_is_lifted_at_once():
    waiting = posted(embargo_until=(NOON + timedelta(days=1)).isoformat())
    lifted = obeyed(waiting, "lift-embargo")
    assert lifted.emits
    assert (lifted.state.public_from, lifted.state.revision) == (LATER, 2)
    assert lifted.state.content is not None
    assert lifted.state.content.embargo_until is None
    # The sender may send the same again: nothing changes, and no embargo comes back.
    assert posted(lifted.state, embargo_until=(NOON + timedelta(days=1)).isoformat()) == lifted.state


@pytest.mark.parametrize("embargo", [None, (NOON + timedelta(minutes=1)).isoformat()])
def test_what_is_public_has_no_embargo_to_lift(embargo):
    assert not obeyed(posted(embargo_until=embargo), "lift-embargo").emits


def test_a_withdrawn_article_stays_hidden_when_its_embargo_is_lifted():
    waiting = posted(embargo_until=(NOON + timedelta(days=1)).isoformat())
    withdrawn = obeyed(waiting, "withdraw", 1).state
    assert not obeyed(withdrawn, "lift-embargo", 2).emits
