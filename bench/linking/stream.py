"""Articles arriving one after another, linked by the code that serves, without its stores."""

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


def _within_stories(links: Iterable[ScoredPair]) -> Iterable[tuple[str, str]]:
    story: dict[str, set[str]] = {}
    for link in links:
        joined = story.get(link.article_id, {link.article_id}) | story.get(link.other_id, {link.other_id})
        story.update(dict.fromkeys(joined, joined))
    for members in {frozenset(joined) for joined in story.values()}:
        ordered = sorted(members)
        yield from ((a, b) for at, a in enumerate(ordered) for b in ordered[at + 1 :])
