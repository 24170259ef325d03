"""The desk's orders: the decision on each, and carrying them out by the change loop."""

from datetime import timedelta

import pytest

from ingest.articles.commands import Post
from ingest.articles.decide import Decision, OrderSuperseded, UnknownArticle, decide
from ingest.articles.desk_orders import command_of
from ingest.articles.state import ArticleState
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
    decision = decide(before, Post.of(draft), NOON)
    assert isinstance(decision, Decision)
    return decision.state


def obeyed(before: ArticleState | None, verb: OrderVerb, number: int = 1) -> Decision:
    decision = decide(before, command_of(order(verb, number)), LATER)
    assert isinstance(decision, Decision)
    return decision


def test_an_order_withdraws_and_another_restores():
    withdrawn = obeyed(posted(), "withdraw", 1)
    assert (withdrawn.status, withdrawn.state.status, withdrawn.emits) == ("withdrawn", "withdrawn", True)
    restored = obeyed(withdrawn.state, "restore", 2)
    assert (restored.state.status, restored.state.revision, restored.emits) == ("live", 3, True)


def test_an_order_that_is_read_again_undoes_no_later_one():
    withdrawn = obeyed(posted(), "withdraw", 1).state
    restored = obeyed(withdrawn, "restore", 2).state
    assert decide(restored, command_of(order("withdraw", 1)), LATER) == OrderSuperseded()
    assert decide(restored, command_of(order("restore", 2)), LATER) == OrderSuperseded()


def test_what_is_so_already_is_remembered_and_not_said_again():
    decision = obeyed(posted(), "restore", 7)
    assert (decision.emits, decision.state.order, decision.state.revision) == (False, 7, 1)


def test_posts_forget_no_order():
    withdrawn = obeyed(posted(), "withdraw", 5).state
    assert posted(withdrawn, headline="Two").order == 5


def test_an_article_never_seen_is_withdrawn_and_nothing_else():
    assert obeyed(None, "withdraw").emits
    unknown = UnknownArticle(article_id("report", "1"))
    assert decide(None, command_of(order("restore", 1)), LATER) == unknown
    assert decide(None, command_of(order("lift-embargo", 1)), LATER) == unknown


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
