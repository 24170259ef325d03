"""Link decisions of an editor's act, pair by pair: pure.

Every act on stories comes down to decisions about pairs, which outlive every automatic match.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from uuid import uuid4

from newsroom.events.stories import LinkDecision, Verdict
from translate.stories.graph import Node


class SlotTakenError(Exception):
    """The act would put two articles of one language into a story; the text names which."""


@dataclass(frozen=True, slots=True)
class Act:
    """An editor's act: its name, author, reason and instant. Its decisions share its id."""

    name: str
    editor: str
    reason: str | None
    at: datetime
    id: str = field(default_factory=lambda: uuid4().hex)


def link_into(
    nodes: Mapping[str, Node], article_id: str, story: Iterable[str], act: Act
) -> list[LinkDecision]:
    """Links an article into a story, away from where it was. Raises SlotTakenError.

    `nodes` holds the article, the story's members and the other members of the article's present story.
    """
    members = [member for member in story if member != article_id]
    _check_slots(nodes, [article_id], members)
    left_behind = _others_in_story(nodes, article_id) - set(members)
    together = [decide(nodes, article_id, member, "together", act) for member in members]
    return together + [decide(nodes, article_id, other, "apart", act) for other in sorted(left_behind)]


def part(nodes: Mapping[str, Node], article_ids: Iterable[str], act: Act) -> list[LinkDecision]:
    """Parts articles, which stay with each other, from the rest of their story: unlink and split."""
    leaving = sorted(set(article_ids))
    others = [_others_in_story(nodes, article_id) for article_id in leaving]
    staying = set[str]().union(*others) - set(leaving)
    return [decide(nodes, *pair, "apart", act) for pair in product(leaving, sorted(staying))]


def merge(
    nodes: Mapping[str, Node], story: Iterable[str], other_story: Iterable[str], act: Act
) -> list[LinkDecision]:
    """Makes two stories one; of a story with itself nothing. Raises SlotTakenError."""
    ours, theirs = sorted(story), sorted(other_story)
    if ours == theirs:
        return []
    _check_slots(nodes, ours, theirs)
    return [decide(nodes, *pair, "together", act) for pair in product(ours, theirs)]


def reject(nodes: Mapping[str, Node], article_id: str, other_id: str, act: Act) -> list[LinkDecision]:
    """Keeps two articles apart, whatever their score."""
    return [decide(nodes, article_id, other_id, "apart", act)]


def decide(
    nodes: Mapping[str, Node], article_id: str, other_id: str, verdict: Verdict, act: Act
) -> LinkDecision:
    """The next decision on a pair, numbered after the one that its nodes hold."""
    known = nodes[article_id].verdicts.get(other_id)
    first, second = sorted((article_id, other_id))
    return LinkDecision(
        article_id=first,
        other_id=second,
        number=max(known.number if known else 0, nodes[article_id].floor) + 1,
        verdict=verdict,
        editor=act.editor,
        reason=act.reason,
        decided_at=act.at,
        act=act.name,
        act_id=act.id,
    )


def members_of(nodes: Mapping[str, Node], story_id: str) -> list[str]:
    """Ids of the articles of a story; empty where there is none of that name."""
    node = nodes.get(story_id)
    return [member.id for member in node.story.articles.values()] if node and node.story else []


def _others_in_story(nodes: Mapping[str, Node], article_id: str) -> set[str]:
    story_id = nodes[article_id].story_id
    return set(members_of(nodes, story_id) if story_id else ()) - {article_id}


def _check_slots(nodes: Mapping[str, Node], ours: Iterable[str], theirs: Iterable[str]) -> None:
    holders = {
        metadata.language: article_id
        for article_id in theirs
        if (metadata := nodes[article_id].metadata) is not None
    }
    for article_id in ours:
        metadata = nodes[article_id].metadata
        if metadata is not None and holders.get(metadata.language, article_id) != article_id:
            raise SlotTakenError(
                f"article {holders[metadata.language]} has the place for {metadata.language}; unlink it first"
            )
