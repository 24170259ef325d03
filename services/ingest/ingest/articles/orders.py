"""What an order of the desk does to an article. Pure: state, order and time in, state out."""

from datetime import datetime

from ingest.articles.decide import Decision, Unknown, lift_embargo, restore, withdraw
from ingest.articles.state import ArticleState
from newsroom.events.desk import ArticleOrder


def obey(before: ArticleState | None, order: ArticleOrder, now: datetime) -> Decision | None:
    """What is decided, its number remembered; None where the order was carried out before, or cannot be.

    A later order holds: one that is read again, or late, must not undo it.
    """
    if before is not None and order.number <= before.order:
        return None
    decision = _decide(before, order, now)
    if isinstance(decision, Unknown):
        return None
    state = decision.state.model_copy(update={"order": order.number})
    return Decision(decision.answered, state, decision.emits)


def _decide(before: ArticleState | None, order: ArticleOrder, now: datetime) -> Decision | Unknown:
    match order.order:
        case "withdraw":
            return withdraw(before, None, None, now)
        case "restore":
            return restore(before, now)
        case "lift-embargo":
            return lift_embargo(before, now) if before is not None else Unknown()
