"""Which articles make a story: a pure function of a connected part of the graph of links.

Because the whole part is looked at anew, the same facts give the same stories in whatever order they
arrived. Links are taken strongest first, as in Kruskal's algorithm, and a link that would put two
articles of one language into a story is passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from newsroom.events.stories import LinkMethod, StoryLink
from translate.stories.graph import Node, Told

_RANK: dict[LinkMethod, int] = {"desk": 0, "explicit": 1, "automatic": 2}


@dataclass(frozen=True, slots=True)
class Cluster:
    """The articles of one story by language, the links among them, and, for the story of one of a
    stub that gave up its place, the article it yields to."""

    articles: Mapping[str, str]
    links: tuple[StoryLink, ...] = ()
    yields_to: str | None = None


@dataclass(slots=True)
class _Group:
    """A story in the making: who has each language's place, and who gave one up to whom."""

    places: dict[str, str]
    outdone: dict[str, str] = field(default_factory=dict[str, str])


def resolve(nodes: Mapping[str, Node]) -> list[Cluster]:
    """The stories among these nodes, every article that is there in exactly one.

    Two claims on one language are settled desk before explicit before automatic (a better match before
    a worse), then the earlier `published_at`, then the id. A stub gives its place up to a full article,
    a withdrawn article to one that is not.
    """
    groups = {node.id: _Group({node.told.language: node.id}) for node in nodes.values() if node.told}
    links = sorted(_links(nodes), key=lambda link: _order(link, nodes))
    for link in links:
        one, other = groups[link.article_id], groups[link.other_id]
        if one is other:
            continue
        joined = _join(one, other, link.method, nodes)
        if joined is not None:
            for member in (*one.places.values(), *one.outdone, *other.places.values(), *other.outdone):
                groups[member] = joined
    distinct = {id(group): group for group in groups.values()}
    return [cluster for group in distinct.values() for cluster in _clusters(group, links, groups, nodes)]


def _links(nodes: Mapping[str, Node]) -> Iterable[StoryLink]:
    """All links between articles that are there, less those that an editor has ruled out."""
    for node in nodes.values():
        if node.told is None:
            continue
        for other_id, method, score in _named_by(node, node.told):
            other = nodes.get(other_id)
            if other is None or other.told is None or _apart(node, other_id):
                continue
            evidence = node.matches[other_id].evidence if method == "automatic" else ()
            yield StoryLink(
                article_id=node.id, other_id=other_id, method=method, score=score, evidence=evidence
            )


def _named_by(node: Node, told: Told) -> Iterable[tuple[str, LinkMethod, float | None]]:
    """The links that a node names; of those that stand on both ends only the smaller id names it."""
    if told.translation_of is not None:
        yield told.translation_of, "explicit", None
    for other_id, match in node.matches.items():
        if node.id < other_id:
            yield other_id, "automatic", match.score
    for other_id, verdict in node.verdicts.items():
        if node.id < other_id and verdict.verdict == "together":
            yield other_id, "desk", None


def _apart(node: Node, other_id: str) -> bool:
    verdict = node.verdicts.get(other_id)
    return verdict is not None and verdict.verdict == "apart"


def _order(link: StoryLink, nodes: Mapping[str, Node]) -> tuple[int, float, list[tuple[datetime, str]], str]:
    """Of two links with one end in common, the one whose other end is earlier comes first."""
    ends = [_precedence(nodes[link.article_id]), _precedence(nodes[link.other_id])]
    return _RANK[link.method], -(link.score or 0.0), sorted(ends, reverse=True), link.article_id


def _precedence(node: Node) -> tuple[datetime, str]:
    if node.told is None:
        raise ValueError(f"article {node.id} has not arrived")
    return node.told.published_at, node.id


def _join(one: _Group, other: _Group, method: LinkMethod, nodes: Mapping[str, Node]) -> _Group | None:
    """Both groups as one, None where they must stay two."""
    joined = _Group({**one.places, **other.places}, {**one.outdone, **other.outdone})
    for language in one.places.keys() & other.places.keys():
        settled = _settle(nodes[one.places[language]], nodes[other.places[language]], method)
        if settled is None:
            return None
        winner, loser = settled
        joined.places[language] = winner
        joined.outdone[loser] = winner
    pairs = product(one.places.values(), other.places.values())
    if any(_apart(nodes[a], b) for a, b in pairs if a not in joined.outdone and b not in joined.outdone):
        return None
    return joined


def _settle(one: Node, other: Node, method: LinkMethod) -> tuple[str, str] | None:
    """Winner and loser of a place that both have, None where neither gives way."""
    if one.withdrawn != other.withdrawn:
        return (other.id, one.id) if one.withdrawn else (one.id, other.id)
    stub, full = (one, other) if _is_stub(one) else (other, one)
    if not _is_stub(stub) or _is_stub(full):
        return None
    held_by_desk = any(verdict.verdict == "together" for verdict in stub.verdicts.values())
    if held_by_desk and method == "automatic":
        return None
    return full.id, stub.id


def _is_stub(node: Node) -> bool:
    return node.told is not None and node.told.is_stub


def _clusters(
    group: _Group, links: Iterable[StoryLink], groups: Mapping[str, _Group], nodes: Mapping[str, Node]
) -> Iterable[Cluster]:
    def stand_in(article_id: str) -> str:
        while article_id in group.outdone:
            article_id = group.outdone[article_id]
        return article_id

    inner: dict[tuple[str, str], StoryLink] = {}
    for link in links:
        ends = stand_in(link.article_id), stand_in(link.other_id)
        if groups[link.article_id] is group and groups[link.other_id] is group and ends[0] != ends[1]:
            moved = link.model_copy(update={"article_id": ends[0], "other_id": ends[1]})
            inner.setdefault((min(ends), max(ends)), moved)
    yield Cluster(group.places, tuple(inner.values()))
    for loser in group.outdone:
        told = nodes[loser].told
        if told is not None:
            winner = stand_in(loser)
            yields = told.is_stub and not nodes[loser].withdrawn and not nodes[winner].withdrawn
            yield Cluster({told.language: loser}, yields_to=winner if yields else None)
