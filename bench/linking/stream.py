"""Articles arriving one after another, linked by the code that serves, without its stores."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from translate.matching import Features, Matcher, ScoredPair, Window, assign_links


@dataclass(slots=True)
class Desk:
    """A window and what was decided in it so far: the latest score of every pair that is not nothing."""

    matcher: Matcher
    window: Window = field(default_factory=Window)
    pairs: dict[tuple[str, str], ScoredPair] = field(default_factory=dict[tuple[str, str], ScoredPair])

    def arrive(self, features: Features) -> None:
        """Scores a newcomer, and again those whose best it may now be."""
        self.window.add(features)
        for met in self._score(features):
            if met.band != "nothing":
                self._score(self.window[met.other_id].features)

    def settle(self, features: Iterable[Features]) -> None:
        """Scores every article of a window that is complete: what any order of arrival ends in."""
        arrived = list(features)
        for own in arrived:
            self.window.add(own)
        for own in arrived:
            self.pairs |= {
                pair.key: pair for pair in self.matcher.score(own, self.window) if pair.band != "nothing"
            }

    def _score(self, features: Features) -> list[ScoredPair]:
        scored = self.matcher.score(features, self.window)
        for key in [key for key in self.pairs if features.id in key]:
            del self.pairs[key]
        self.pairs |= {pair.key: pair for pair in scored if pair.band != "nothing"}
        return scored

    def linked(self) -> set[tuple[str, str]]:
        """Every two articles that ended in one story, directly or by a third."""
        return set(_within_stories(assign_links(self.pairs.values())))

    def suggested(self) -> set[tuple[str, str]]:
        """Every pair that waits for a person."""
        return set(self.pairs) - self.linked()

    def questions(self) -> int:
        """Questions to the desk: all that waits for one article is one (which of these, or none)."""
        asked = 0
        waiting = self.suggested()
        while waiting:
            ends = Counter(end for pair in waiting for end in pair)
            most = max(sorted(ends), key=ends.__getitem__)
            waiting = {pair for pair in waiting if most not in pair}
            asked += 1
        return asked


def _within_stories(links: Iterable[ScoredPair]) -> Iterable[tuple[str, str]]:
    story: dict[str, set[str]] = {}
    for link in links:
        joined = story.get(link.article_id, {link.article_id}) | story.get(link.other_id, {link.other_id})
        story.update(dict.fromkeys(joined, joined))
    for members in {frozenset(joined) for joined in story.values()}:
        ordered = sorted(members)
        yield from ((a, b) for at, a in enumerate(ordered) for b in ordered[at + 1 :])
