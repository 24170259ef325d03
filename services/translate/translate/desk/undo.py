"""Undo of an editor's act: the record of the verdicts it replaced, and the decisions that restore them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from newsroom.events.stories import LinkDecision, Verdict
from translate.desk.link_decisions import Act, decide
from translate.stories.graph import Node


class VerdictChange(BaseModel):
    """A pair that an act decided: the number of its decision, and the verdict that held before."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    other_id: str
    number: int
    before: Verdict


class ActRecord(BaseModel):
    """An act by its name, with the verdicts it changed and the suggestion it answered, if it did."""

    model_config = ConfigDict(frozen=True)

    act: str
    changes: tuple[VerdictChange, ...] = ()
    suggestion_id: str | None = None


class ActRecords(Protocol):
    """Records of acts by id, each for as long as the act may be undone."""

    async def write(self, act_id: str, record: ActRecord) -> None: ...
    async def read(self, act_id: str) -> ActRecord | None: ...


def record_of(
    nodes: Mapping[str, Node],
    decisions: Iterable[LinkDecision],
    act: Act,
    suggestion_id: str | None = None,
) -> ActRecord:
    """The record of decisions, as the nodes were before them."""

    def before(decision: LinkDecision) -> Verdict:
        known = nodes[decision.article_id].verdicts.get(decision.other_id)
        return known.verdict if known else "cleared"

    changes = [
        VerdictChange(
            article_id=decision.article_id,
            other_id=decision.other_id,
            number=decision.number,
            before=before(decision),
        )
        for decision in decisions
    ]
    return ActRecord(act=act.name, changes=tuple(changes), suggestion_id=suggestion_id)


def undo_decisions(nodes: Mapping[str, Node], record: ActRecord, act: Act) -> list[LinkDecision]:
    """Decisions that give each pair the verdict it had, unless it was decided on since."""
    standing = [
        change
        for change in record.changes
        if (known := nodes[change.article_id].verdicts.get(change.other_id)) and known.number == change.number
    ]
    return [decide(nodes, change.article_id, change.other_id, change.before, act) for change in standing]
