"""Stories of the model: a partition of the articles by what their senders and editors say. Pure.

Links are taken strongest first, an editor's before a sender's, and one that would put two articles of one
language into a story is passed over; a stub gives its place up to a full article, a withdrawn one to one that
is not. Between equals the link to the earlier article counts, then the one to the lower id.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Pair: TypeAlias = frozenset[str]


@dataclass(frozen=True, slots=True)
class Member:
    """What stories depend on."""

    id: str
    language: str
    published: int
    original: str | None
    is_stub: bool
    withdrawn: bool


@dataclass(slots=True)
class Story:
    """Articles by language; `gone` those that gave their place up, each with the one that it gave way to."""

    slots: dict[str, str]
    gone: dict[str, str] = field(default_factory=dict[str, str])
    yields: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def members(self) -> set[str]:
        return set(self.slots.values())


def pair(left: str, right: str) -> Pair:
    return frozenset((left, right))


def stories(
    members: Iterable[Member], together: Collection[Pair], apart: Collection[Pair]
) -> dict[str, Story]:
    """The story of each article, by its id."""
    by_id = {member.id: member for member in members}
    groups = {member.id: Story({member.language: member.id}) for member in by_id.values()}
    claims = {pair(m.id, m.original): m.id for m in by_id.values() if m.original in by_id and m.original}
    links = [(0, min(both), both) for both in together if both <= by_id.keys()]
    links += [(1, namer, both) for both, namer in claims.items() if both not in apart]

    def rank(link: tuple[int, str, Pair]) -> tuple[int, list[tuple[int, str]], str]:
        kind, namer, both = link
        return kind, sorted(((by_id[one].published, one) for one in both), reverse=True), namer

    for _, _, both in sorted(links, key=rank):
        left, right = (groups[one] for one in sorted(both))
        joined = None if left is right else _joined(left, right, by_id, apart)
        if joined is not None:
            for one in (*joined.slots.values(), *joined.gone):
                groups[one] = joined
    return _settled(groups, by_id)


def _joined(left: Story, right: Story, by_id: dict[str, Member], apart: Collection[Pair]) -> Story | None:
    joined = Story(left.slots | right.slots, left.gone | right.gone)
    for language in left.slots.keys() & right.slots.keys():
        ours, theirs = by_id[left.slots[language]], by_id[right.slots[language]]
        if ours.withdrawn != theirs.withdrawn:
            loser = ours if ours.withdrawn else theirs
        elif ours.is_stub != theirs.is_stub:
            loser = ours if ours.is_stub else theirs
        else:
            return None
        winner = theirs if loser is ours else ours
        joined.slots[language] = winner.id
        joined.gone[loser.id] = winner.id
    staying = [[one for one in side.slots.values() if one not in joined.gone] for side in (left, right)]
    if any(pair(a, b) in apart for a in staying[0] for b in staying[1]):
        return None
    return joined


def _settled(groups: dict[str, Story], by_id: dict[str, Member]) -> dict[str, Story]:
    """Those that gave way are stories of their own; a stub that did redirects."""
    settled = dict(groups)
    for one, story in groups.items():
        if one not in story.gone:
            continue
        winner = one
        while winner in story.gone:
            winner = story.gone[winner]
        loser = by_id[one]
        redirects = loser.is_stub and not loser.withdrawn and not by_id[winner].withdrawn
        settled[one] = Story({loser.language: one}, yields={one: winner} if redirects else {})
    return settled
