"""Suggestions to the desk: pairs too uncertain to link, and their revision by a new score. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from newsroom.events.catalogue import pair_id
from newsroom.events.stories import Evidence, LinkSuggestion

DECLARED = "declared"  # evidence: one of the two names the other as its original
_SAME_SCORE = 0.01


@dataclass(frozen=True, slots=True)
class Proposal:
    """The matcher's newest result for a pair; `waits` is true where an editor should be asked."""

    article_id: str
    other_id: str
    languages: tuple[str, str]
    score: float
    evidence: tuple[Evidence, ...]
    waits: bool

    @property
    def id(self) -> str:
        return pair_id(self.article_id, self.other_id)


class SuggestionStore(Protocol):
    """Suggestions by id, and those that wait by article."""

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]: ...

    async def write(self, suggestions: Sequence[LinkSuggestion], at: datetime) -> None:
        """Upserts; of each suggestion the highest number is kept. What begins to wait does so from `at`."""
        ...

    async def waiting_since(self, before: datetime, limit: int) -> list[LinkSuggestion]:
        """Waiting suggestions that have waited since an instant before this one, the oldest first."""
        ...

    async def waiting_of(self, article_ids: Sequence[str]) -> list[LinkSuggestion]:
        """Waiting suggestions that name any of these articles."""
        ...


def revise_suggestions(
    proposals: Sequence[Proposal], known: Mapping[str, LinkSuggestion]
) -> list[LinkSuggestion]:
    """The suggestions that change: new, scored anew, or superseded. A decided one never waits again.

    No score supersedes what an article itself declares.
    """
    revised: list[LinkSuggestion] = []
    for scored in proposals:
        before = known.get(scored.id)
        proposal = scored if before is None else _with_declaration(scored, before)
        if before is None:
            if proposal.waits:
                revised.append(_suggestion(proposal, number=1))
        elif before.state == "waiting" and not proposal.waits:
            revised.append(with_state(before, "superseded"))
        elif before.state in ("waiting", "superseded") and proposal.waits and _differs(before, proposal):
            revised.append(_suggestion(proposal, before.number + 1))
    return revised


def question_of(suggestion: LinkSuggestion, waiting: Sequence[LinkSuggestion]) -> list[LinkSuggestion]:
    """The suggestions that are one question with this: which of these tells the same as one article, or none.

    The article is that of the two which more of `waiting` name.
    """
    ends = (suggestion.article_id, suggestion.other_id)
    named = {end: [own for own in waiting if end in (own.article_id, own.other_id)] for end in ends}
    asked = max(ends, key=lambda end: (len(named[end]), end))
    return [suggestion, *(own for own in named[asked] if own.id != suggestion.id)]


def with_state(suggestion: LinkSuggestion, state: str) -> LinkSuggestion:
    """The suggestion's next number, in another state."""
    return suggestion.model_copy(update={"state": state, "number": suggestion.number + 1})


def _with_declaration(proposal: Proposal, before: LinkSuggestion) -> Proposal:
    """The proposal with what either article declared; where only that is new, with the matcher's score."""
    declared = tuple(reason for reason in before.evidence if reason.kind == DECLARED)
    if not declared and not _is_declared(proposal.evidence):
        return proposal
    matched = tuple(reason for reason in before.evidence if reason.kind != DECLARED)
    if _is_declared(proposal.evidence):
        return replace(proposal, score=before.score, evidence=(*proposal.evidence, *matched))
    if not proposal.waits:
        still_waits = before.state == "waiting"
        return replace(proposal, score=before.score, evidence=before.evidence, waits=still_waits)
    return replace(proposal, evidence=(*declared, *proposal.evidence))


def _is_declared(evidence: Sequence[Evidence]) -> bool:
    return any(reason.kind == DECLARED for reason in evidence)


def _differs(before: LinkSuggestion, proposal: Proposal) -> bool:
    return (
        before.state == "superseded"
        or abs(before.score - proposal.score) >= _SAME_SCORE
        or _is_declared(before.evidence) != _is_declared(proposal.evidence)
    )


def _suggestion(proposal: Proposal, number: int) -> LinkSuggestion:
    return LinkSuggestion(
        id=proposal.id,
        number=number,
        article_id=proposal.article_id,
        other_id=proposal.other_id,
        languages=proposal.languages,
        score=proposal.score,
        evidence=proposal.evidence,
    )
