"""Path of links between two articles of a story: breadth-first, as strong as its weakest link."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.events.stories import LinkMethod, StoryLink

_STRENGTH: dict[LinkMethod, int] = {"automatic": 0, "explicit": 1, "desk": 2}


@dataclass(frozen=True, slots=True)
class LinkPath:
    """Method and score by which two articles hang together."""

    method: LinkMethod
    score: float | None


def link_path(links: Iterable[StoryLink], from_id: str, to_id: str) -> LinkPath | None:
    """The weakest link on the shortest path between two articles, None where there is no path."""
    neighbours: dict[str, list[tuple[str, StoryLink]]] = defaultdict(list)
    for link in links:
        neighbours[link.article_id].append((link.other_id, link))
        neighbours[link.other_id].append((link.article_id, link))
    paths: deque[tuple[str, tuple[StoryLink, ...]]] = deque([(from_id, ())])
    seen = {from_id}
    while paths:
        article_id, path = paths.popleft()
        if article_id == to_id and path:
            weakest = min(path, key=lambda link: (_STRENGTH[link.method], link.score or 0.0))
            return LinkPath(weakest.method, weakest.score)
        for neighbour, link in neighbours[article_id]:
            if neighbour not in seen:
                seen.add(neighbour)
                paths.append((neighbour, (*path, link)))
    return None
