"""Pairs that are too uncertain to attach by themselves: what the desk's queue holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.catalogue import pair_id
from newsroom.events.stories import Evidence, LinkSuggestion

_SAME_SCORE = 0.01


@dataclass(frozen=True, slots=True)
class Proposal:
    """The matcher's newest word on a pair; `waits` says whether a person should be asked."""

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
    """Where suggestions are kept."""

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]: ...
    async def write(self, suggestions: Sequence[LinkSuggestion]) -> None: ...
    async def waiting_of(self, article_ids: Sequence[str]) -> list[LinkSuggestion]: ...


def revise(proposals: Sequence[Proposal], known: Mapping[str, LinkSuggestion]) -> list[LinkSuggestion]:
    """The suggestions that change: new ones, scored anew, or overtaken. A decided one never waits again."""
    revised: list[LinkSuggestion] = []
    for proposal in proposals:
        before = known.get(proposal.id)
        if before is None:
            if proposal.waits:
                revised.append(_suggestion(proposal, number=1))
        elif before.state == "waiting" and not proposal.waits:
            revised.append(with_state(before, "superseded"))
        elif before.state in ("waiting", "superseded") and proposal.waits and _is_news(before, proposal):
            revised.append(_suggestion(proposal, before.number + 1))
    return revised


def with_state(suggestion: LinkSuggestion, state: str) -> LinkSuggestion:
    """The suggestion's next number, in another state."""
    return suggestion.model_copy(update={"state": state, "number": suggestion.number + 1})


def _is_news(before: LinkSuggestion, proposal: Proposal) -> bool:
    return before.state == "superseded" or abs(before.score - proposal.score) >= _SAME_SCORE


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
