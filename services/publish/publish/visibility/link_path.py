"""How two articles of a story are held together."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.events.stories import LinkMethod, StoryLink

_STRENGTH: dict[LinkMethod, int] = {"automatic": 0, "explicit": 1, "desk": 2}


@dataclass(frozen=True, slots=True)
class Attachment:
    """The method and score by which two articles hang together."""

    method: LinkMethod
    score: float | None


def attachment(links: Iterable[StoryLink], one: str, other: str) -> Attachment | None:
    """The weakest link on the shortest way between two articles, None where there is no way."""
    neighbours: dict[str, list[tuple[str, StoryLink]]] = defaultdict(list)
    for link in links:
        neighbours[link.article_id].append((link.other_id, link))
        neighbours[link.other_id].append((link.article_id, link))
    ways: deque[tuple[str, tuple[StoryLink, ...]]] = deque([(one, ())])
    seen = {one}
    while ways:
        place, way = ways.popleft()
        if place == other and way:
            weakest = min(way, key=lambda link: (_STRENGTH[link.method], link.score or 0.0))
            return Attachment(weakest.method, weakest.score)
        for following, link in neighbours[place]:
            if following not in seen:
                seen.add(following)
                ways.append((following, (*way, link)))
    return None
