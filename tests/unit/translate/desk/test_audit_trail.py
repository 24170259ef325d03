"""The audit trail, act by act."""

from datetime import timedelta
from itertools import count
from typing import Any

from newsroom.events.desk import ArticleOrder
from newsroom.events.stories import LinkDecision
from tests.support.articles import NOON, id_of
from translate.desk.audit_trail import audit_trail

_numbers = count(1)


def decision(act_id: str | None, minutes: int, **fields: Any) -> LinkDecision:
    defaults: dict[str, Any] = {
        "article_id": id_of("a"),
        "other_id": id_of(f"b{next(_numbers)}"),
        "number": 1,
        "verdict": "together",
        "editor": "aysel",
        "decided_at": NOON + timedelta(minutes=minutes),
        "act": "merge",
        "act_id": act_id,
    }
    return LinkDecision(**(defaults | fields))


def test_decisions_of_one_act_are_one_entry():
    trail = audit_trail([decision("x", 1), decision("y", 2), decision("x", 1)], [])
    assert [(entry.act_id, len(entry.pairs)) for entry in trail] == [("y", 1), ("x", 2)]


def test_decisions_from_before_acts_had_ids_are_told_by_who_and_when():
    trail = audit_trail(
        [decision(None, 1), decision(None, 1), decision(None, 2), decision(None, 1, editor="b")], []
    )
    assert sorted(len(entry.pairs) for entry in trail) == [1, 1, 2]


def test_orders_stand_among_decisions():
    order = ArticleOrder(
        article_id=id_of("a"),
        number=1,
        order="withdraw",
        editor="ivan",
        reason="wrong",
        ordered_at=NOON + timedelta(minutes=5),
    )
    trail = audit_trail([decision("x", 1), decision("y", 9)], [order])
    assert [entry.act for entry in trail] == ["merge", "withdraw", "merge"]
    assert trail[1].reason == "wrong"
