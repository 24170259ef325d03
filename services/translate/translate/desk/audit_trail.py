"""The audit trail of editors' acts: who decided or ordered what, when and why, act by act. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from newsroom.events.desk import ArticleOrder
from newsroom.events.stories import LinkDecision


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act of an editor. `act` is the name of a decision's act, or of an order.

    `pairs` are the decisions it made; `act_id` names it for undo, None where it cannot be undone.
    """

    at: datetime
    editor: str
    act: str
    reason: str | None
    pairs: tuple[LinkDecision, ...] = ()
    article_id: str | None = None
    act_id: str | None = None


def audit_trail(decisions: Iterable[LinkDecision], orders: Iterable[ArticleOrder]) -> list[AuditEntry]:
    """All acts, the newest first."""
    acts = [_entry(tuple(group)) for _, group in groupby(sorted(decisions, key=_act_key), _act_key)]
    ordered = [
        AuditEntry(order.ordered_at, order.editor, order.order, order.reason, article_id=order.article_id)
        for order in orders
    ]
    return sorted([*acts, *ordered], key=lambda entry: (entry.at, entry.act_id or ""), reverse=True)


def _act_key(decision: LinkDecision) -> tuple[str, str, str, str]:
    """The id that decisions of one act share; instant and editor for those from before acts had ids."""
    if decision.act_id:
        return decision.act_id, "", "", ""
    return "", decision.decided_at.isoformat(), decision.editor, decision.act


def _entry(decisions: Sequence[LinkDecision]) -> AuditEntry:
    first = decisions[0]
    return AuditEntry(
        first.decided_at, first.editor, first.act, first.reason, tuple(decisions), act_id=first.act_id
    )
