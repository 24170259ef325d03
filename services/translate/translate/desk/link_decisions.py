"""What an editor's act means for pairs of articles: pure.

Every act of the desk comes down to decisions about pairs, which outlive every automatic match.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

from newsroom.events.stories import LinkDecision, Verdict
from translate.stories.graph import Node


class ImpossibleError(Exception):
    """The act would put two articles of one language into a story; says which."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what, when and why."""

    name: str
    editor: str
    reason: str | None
    at: datetime
    id: str = field(default_factory=lambda: uuid4().hex)


class Change(BaseModel):
    """What an act made of a pair: the number of its decision, and the verdict that held before."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    other_id: str
    number: int
    before: Verdict


class Taken(BaseModel):
    """What an act called `act` decided, for taking it back; with the suggestion it answered, if it did."""

    model_config = ConfigDict(frozen=True)

    act: str
    changes: tuple[Change, ...] = ()
    suggestion_id: str | None = None


def put_in(nodes: Mapping[str, Node], article_id: str, story: Iterable[str], act: Act) -> list[LinkDecision]:
    """Links an article into a story, away from where it was. Raises ImpossibleError.

    `nodes` holds the article, the story's members and the article's present fellows.
    """
    members = [member for member in story if member != article_id]
    _check_languages(nodes, [article_id], members)
    fellows = _fellows(nodes, article_id) - set(members)
    together = [_decide(nodes, article_id, member, "together", act) for member in members]
    return together + [_decide(nodes, article_id, fellow, "apart", act) for fellow in sorted(fellows)]


def take_out(nodes: Mapping[str, Node], article_ids: Iterable[str], act: Act) -> list[LinkDecision]:
    """Parts articles, which stay with each other, from the rest of their story."""
    leaving = sorted(set(article_ids))
    staying = set[str]().union(*(_fellows(nodes, one) for one in leaving)) - set(leaving)
    return [_decide(nodes, one, other, "apart", act) for one, other in product(leaving, sorted(staying))]


def merge(
    nodes: Mapping[str, Node], one: Iterable[str], other: Iterable[str], act: Act
) -> list[LinkDecision]:
    """Makes two stories one; of a story with itself nothing. Raises ImpossibleError."""
    ours, theirs = sorted(one), sorted(other)
    if ours == theirs:
        return []
    _check_languages(nodes, ours, theirs)
    return [_decide(nodes, a, b, "together", act) for a, b in product(ours, theirs)]


def reject(nodes: Mapping[str, Node], one: str, other: str, act: Act) -> list[LinkDecision]:
    """Two articles do not belong together, whatever the matcher says."""
    return [_decide(nodes, one, other, "apart", act)]


def undo(nodes: Mapping[str, Node], taken: Taken, act: Act) -> list[LinkDecision]:
    """Gives each pair the verdict it had, unless it was decided on since."""
    standing = [
        one
        for one in taken.changes
        if (known := nodes[one.article_id].verdicts.get(one.other_id)) and known.number == one.number
    ]
    return [_decide(nodes, one.article_id, one.other_id, one.before, act) for one in standing]


def taken(
    nodes: Mapping[str, Node],
    decisions: Iterable[LinkDecision],
    act: Act,
    suggestion_id: str | None = None,
) -> Taken:
    """What decisions change, as the nodes were before them."""

    def before(one: LinkDecision) -> Verdict:
        known = nodes[one.article_id].verdicts.get(one.other_id)
        return known.verdict if known else "cleared"

    return Taken(
        act=act.name,
        changes=tuple(
            Change(article_id=one.article_id, other_id=one.other_id, number=one.number, before=before(one))
            for one in decisions
        ),
        suggestion_id=suggestion_id,
    )


def members_of(nodes: Mapping[str, Node], story_id: str) -> list[str]:
    """The articles of a story; empty where there is none of that name."""
    node = nodes.get(story_id)
    return [member.id for member in node.story.articles.values()] if node and node.story else []


def _fellows(nodes: Mapping[str, Node], article_id: str) -> set[str]:
    story_id = nodes[article_id].story_id
    return set(members_of(nodes, story_id) if story_id else ()) - {article_id}


def _check_languages(nodes: Mapping[str, Node], ours: Iterable[str], theirs: Iterable[str]) -> None:
    ours, theirs = list(ours), list(theirs)
    taken = {told.language: other for other in theirs if (told := nodes[other].told) is not None}
    for one in ours:
        told = nodes[one].told
        if told is not None and taken.get(told.language, one) != one:
            raise ImpossibleError(
                f"article {taken[told.language]} has the place for {told.language}; unlink it first"
            )


def _decide(nodes: Mapping[str, Node], one: str, other: str, verdict: Verdict, act: Act) -> LinkDecision:
    known = nodes[one].verdicts.get(other)
    first, second = sorted((one, other))
    return LinkDecision(
        article_id=first,
        other_id=second,
        number=known.number + 1 if known else 1,
        verdict=verdict,
        editor=act.editor,
        reason=act.reason,
        decided_at=act.at,
        act=act.name,
        act_id=act.id,
    )
