"""Resolution of stories: a pure function of a connected part of the graph of links.

The whole part is resolved anew, so the same facts give the same stories in whatever order they arrived.
Links are taken strongest first, as in Kruskal's algorithm for a spanning forest, and a link that would put
two articles of one language into a story is passed over. So is a match that would bring together two articles
which the matcher holds for other news, and one with an article whose language is doubted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from newsroom.events.stories import LinkMethod, StoryLink
from translate.stories.graph import Metadata, Node

_RANK: dict[LinkMethod, int] = {"desk": 0, "explicit": 1, "automatic": 3}
_FOREIGN = (
    2  # the rank of an article that names another source's as its original: that source's own is before
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A story: its articles by language and the links among them.

    `yields_to` is, for the single-article story of a stub that gave up its slot, the article it gave it to.
    """

    articles: Mapping[str, str]
    links: tuple[StoryLink, ...] = ()
    yields_to: str | None = None


@dataclass(slots=True)
class _Group:
    """A partial story: the article in each language's slot, and whom each displaced article gave way to."""

    slots: dict[str, str]
    displaced: dict[str, str] = field(default_factory=dict[str, str])


def resolve(nodes: Mapping[str, Node]) -> list[Cluster]:
    """The stories among these nodes, every article that is there in exactly one.

    Two claims on one language's slot are settled desk before explicit before automatic (a better match
    before a worse), then the earlier `published_at`, then the id; of explicit ones the original's own source
    comes before others. A stub gives its slot up to a full article, though not to another source's, and a
    withdrawn article to one that is not.
    """
    groups = {node.id: _Group({node.metadata.language: node.id}) for node in nodes.values() if node.metadata}
    links = sorted(_links(nodes), key=lambda link: _order(link, nodes))
    for link in links:
        left, right = groups[link.article_id], groups[link.other_id]
        if left is right:
            continue
        joined = _join(left, right, link, nodes)
        if joined is not None:
            for member in (*left.slots.values(), *left.displaced, *right.slots.values(), *right.displaced):
                groups[member] = joined
    distinct = {id(group): group for group in groups.values()}
    return [cluster for group in distinct.values() for cluster in _clusters(group, links, groups, nodes)]


def _links(nodes: Mapping[str, Node]) -> Iterable[StoryLink]:
    """All links between articles that are there, less those that an editor has ruled out."""
    for node in nodes.values():
        if node.metadata is None:
            continue
        for other_id, method, score in _named_by(node, node.metadata):
            other = nodes.get(other_id)
            if other is None or other.metadata is None or _apart(node, other_id):
                continue
            if method == "automatic" and not node.links_by_itself(other):
                continue
            evidence = node.matches[other_id].evidence if method == "automatic" else ()
            yield StoryLink(
                article_id=node.id, other_id=other_id, method=method, score=score, evidence=evidence
            )


def _named_by(node: Node, metadata: Metadata) -> Iterable[tuple[str, LinkMethod, float | None]]:
    """The links that a node names; of those that stand on both ends only the smaller id names it."""
    if metadata.translation_of is not None:
        yield metadata.translation_of, "explicit", None
    for other_id, match in node.matches.items():
        if node.id < other_id:
            yield other_id, "automatic", match.score
    for other_id, verdict in node.verdicts.items():
        if node.id < other_id and verdict.verdict == "together":
            yield other_id, "desk", None


def _apart(node: Node, other_id: str) -> bool:
    verdict = node.verdicts.get(other_id)
    return verdict is not None and verdict.verdict == "apart"


def _kept_apart(node: Node, other_id: str) -> bool:
    """True of a pair that an editor parted, or that no match may bring together without an editor."""
    verdict = node.verdicts.get(other_id)
    if verdict is not None and verdict.verdict == "together":
        return False
    return _apart(node, other_id) or other_id in node.barred


def _order(link: StoryLink, nodes: Mapping[str, Node]) -> tuple[int, float, list[tuple[datetime, str]], str]:
    """Sort key: of two links with one end in common, that whose other end is earlier comes first."""
    ends = [_precedence(nodes[link.article_id]), _precedence(nodes[link.other_id])]
    return _rank(link, nodes), -(link.score or 0.0), sorted(ends, reverse=True), link.article_id


def _rank(link: StoryLink, nodes: Mapping[str, Node]) -> int:
    return _FOREIGN if _is_foreign(link, nodes) else _RANK[link.method]


def _is_foreign(link: StoryLink, nodes: Mapping[str, Node]) -> bool:
    """Whether the article that names the link names another source's as its original."""
    metadata = nodes[link.article_id].metadata
    return link.method == "explicit" and metadata is not None and metadata.is_foreign


def _precedence(node: Node) -> tuple[datetime, str]:
    if node.metadata is None:
        raise ValueError(f"article {node.id} has not arrived")
    return node.metadata.published_at, node.id


def _join(left: _Group, right: _Group, link: StoryLink, nodes: Mapping[str, Node]) -> _Group | None:
    """Both groups as one, None where they must stay two."""
    joined = _Group({**left.slots, **right.slots}, {**left.displaced, **right.displaced})
    for language in left.slots.keys() & right.slots.keys():
        contest = _winner_and_loser(left.slots[language], right.slots[language], link, nodes)
        if contest is None:
            return None
        winner, loser = contest
        joined.slots[language] = winner
        joined.displaced[loser] = winner
    pairs = product(left.slots.values(), right.slots.values())
    keeps_apart = _kept_apart if link.method == "automatic" else _apart
    if any(
        keeps_apart(nodes[a], b) for a, b in pairs if a not in joined.displaced and b not in joined.displaced
    ):
        return None
    return joined


def _winner_and_loser(
    left_id: str, right_id: str, link: StoryLink, nodes: Mapping[str, Node]
) -> tuple[str, str] | None:
    """Winner and loser of a slot that both claim, None where neither gives way."""
    left, right = nodes[left_id], nodes[right_id]
    if left.withdrawn != right.withdrawn:
        return (right.id, left.id) if left.withdrawn else (left.id, right.id)
    stub, full = (left, right) if _is_stub(left) else (right, left)
    if not _is_stub(stub) or _is_stub(full):
        return None
    held_by_desk = any(verdict.verdict == "together" for verdict in stub.verdicts.values())
    if held_by_desk and link.method == "automatic":
        return None
    if _is_foreign(link, nodes) and link.article_id == full.id:
        return None
    return full.id, stub.id


def _is_stub(node: Node) -> bool:
    return node.metadata is not None and node.metadata.is_stub


def _clusters(
    group: _Group, links: Iterable[StoryLink], groups: Mapping[str, _Group], nodes: Mapping[str, Node]
) -> Iterable[Cluster]:
    def stand_in(article_id: str) -> str:
        while article_id in group.displaced:
            article_id = group.displaced[article_id]
        return article_id

    inner: dict[tuple[str, str], StoryLink] = {}
    for link in links:
        ends = stand_in(link.article_id), stand_in(link.other_id)
        if groups[link.article_id] is group and groups[link.other_id] is group and ends[0] != ends[1]:
            moved = link.model_copy(update={"article_id": ends[0], "other_id": ends[1]})
            inner.setdefault((min(ends), max(ends)), moved)
    yield Cluster(group.slots, tuple(inner.values()))
    for loser in group.displaced:
        metadata = nodes[loser].metadata
        if metadata is not None:
            winner = stand_in(loser)
            yields = metadata.is_stub and not nodes[loser].withdrawn and not nodes[winner].withdrawn
            yield Cluster({metadata.language: loser}, yields_to=winner if yields else None)
