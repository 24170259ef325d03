"""What editors did to a story's articles, act by act. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from newsroom.events.desk import ArticleOrder
from newsroom.events.stories import LinkDecision


@dataclass(frozen=True, slots=True)
class Happening:
    """One act. `act` is its name: that of a decision, or of an order. `pairs` are what it put together or
    apart, `act_id` is where it may be taken back."""

    at: datetime
    editor: str
    act: str
    reason: str | None
    pairs: tuple[LinkDecision, ...] = ()
    article_id: str | None = None
    act_id: str | None = None


def history(decisions: Iterable[LinkDecision], orders: Iterable[ArticleOrder]) -> list[Happening]:
    """All acts, the newest first."""
    acts = [_act(tuple(one)) for _, one in groupby(sorted(decisions, key=_act_of), _act_of)]
    ordered = [
        Happening(one.ordered_at, one.editor, one.order, one.reason, article_id=one.article_id)
        for one in orders
    ]
    return sorted([*acts, *ordered], key=lambda one: (one.at, one.act_id or ""), reverse=True)


def _act_of(one: LinkDecision) -> tuple[str, str, str, str]:
    """Decisions of one act share its id; those from before acts had ids, who and when."""
    if one.act_id:
        return one.act_id, "", "", ""
    return "", one.decided_at.isoformat(), one.editor, one.act


def _act(decisions: Sequence[LinkDecision]) -> Happening:
    first = decisions[0]
    return Happening(
        first.decided_at, first.editor, first.act, first.reason, tuple(decisions), act_id=first.act_id
    )
