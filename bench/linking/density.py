"""Abstaining: wrong links per 1,000 articles of dense windows in which some of the counterparts are absent.

    python -m bench.linking.density [--data FILE ...] [--part held-back] [--embedder none] [--draws 3]

Each window holds one agency's day: the articles of the files and of the families of near misses, published
within an hour. Of 0, 50 and 80 % of the stories only one language is there; the others are whole.
Without ``--data`` the files are ``heldout.jsonl`` and ``headlines.jsonl`` (which the weights learnt from).
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.linking.corpus import HEADLINES, Cut, Told, cut, read, tellable, thinned
from bench.linking.embeddings import Remembered
from bench.linking.families import Part, read_families
from bench.linking.stream import Desk
from translate.matching import Features, Matcher, open_matcher
from translate.matching.matcher_factory import hybrid_matcher, installed_embedder

VIEWS: tuple[Cut, ...] = ("headline", "short", "full")
ABSENT = (0.0, 0.5, 0.8)
HELD_OUT = HEADLINES.with_name("heldout.jsonl")


@dataclass(frozen=True, slots=True)
class DensityFigures:
    """Counts over all draws of one view and one share of absent counterparts."""

    view: str
    absent: float
    articles: int
    true: int
    linked: int
    wrong: int
    suggested: int
    suggested_right: int
    questions: int

    def __str__(self) -> str:
        right = self.linked - self.wrong
        per_suggestion = self.suggested_right / max(1, self.suggested)
        return (
            f"{self.view:9} {self.absent:4.0%} absent  "
            f"wrong per 1,000 {1000 * self.wrong / self.articles:5.2f} ({self.wrong} of {self.articles})  "
            f"precision {right / max(1, self.linked):.4f}  "
            f"recall {right / max(1, self.true):.3f} of {self.true}  "
            f"suggestions per 100 {100 * self.suggested / self.articles:.1f}, right {per_suggestion:.2f}, "
            f"questions per 100 {100 * self.questions / self.articles:.1f}"
        )


def measure(
    matcher: Matcher, told: Sequence[Told], view: Cut, draws: int, *, list_wrong: bool = False
) -> list[DensityFigures]:
    """Figures of a view, one for each share of absent counterparts."""
    seen = tellable(cut(told, view))
    features = {
        one.article.id: own
        for one, own in zip(seen, matcher.extract([one.article for one in seen]), strict=True)
    }
    by_id = {one.article.id: one for one in seen}
    measured: list[DensityFigures] = []
    for absent in ABSENT:
        random = Random(7)
        rows = [
            _window(matcher, thinned(seen, absent, random), features, by_id if list_wrong else {})
            for _ in range(draws)
        ]
        measured.append(DensityFigures(view, absent, *map(sum, zip(*rows, strict=True))))
    return measured


def _window(
    matcher: Matcher, told: Sequence[Told], features: dict[str, Features], listed: dict[str, Told]
) -> tuple[int, int, int, int, int, int, int]:
    """Articles, true pairs, linked, wrong, suggested, suggested right and questions of one window."""
    desk = Desk(matcher)
    desk.settle(features[one.article.id] for one in told)
    story = {one.article.id: one.story for one in told}
    linked, suggested = desk.linked(), desk.suggested()
    sizes = [list(story.values()).count(name) for name in set(story.values())]
    wrong = [pair for pair in linked if story[pair[0]] != story[pair[1]]]
    for a, b in sorted(wrong) if listed else ():
        score = desk.pairs[a, b].score if (a, b) in desk.pairs else 0.0
        print(f"    {score:.3f} {listed[a].article.headline} | {listed[b].article.headline}")
    return (
        len(told),
        sum(size * (size - 1) // 2 for size in sizes),
        len(linked),
        len(wrong),
        len(suggested),
        sum(story[a] == story[b] for a, b in suggested),
        desk.questions(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, nargs="*", default=[HELD_OUT, HEADLINES])
    parser.add_argument("--part", choices=("all", "open", "held-back", "unseen", "none"), default="all")
    parser.add_argument("--embedder", default=os.environ.get("NEWSROOM_EMBEDDER", "auto"))
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--views", nargs="*", default=VIEWS)
    parser.add_argument("--cache", type=Path, help="folder in which embeddings are kept between runs")
    parser.add_argument("--wrong", action="store_true", help="list the wrong links")
    given = parser.parse_args()
    if given.wrong and given.part == "unseen":
        parser.error("the texts of unseen families are never listed")
    embedder = None if given.embedder == "none" else installed_embedder()
    remembered = Remembered(embedder, given.cache) if embedder else None
    matcher = hybrid_matcher(remembered) if remembered else open_matcher("none")
    told = [one for path in given.data for one in read(path)]
    if given.part != "none":
        told += _family_articles(given.part)
    print(f"{matcher.model}: {len(told)} articles, {len({one.story for one in told})} stories")
    for view in given.views:
        for figures in measure(matcher, told, view, given.draws, list_wrong=given.wrong):
            print(figures, flush=True)
        if remembered:
            remembered.save()


def _family_articles(part: Part) -> list[Told]:
    return [told for family in read_families(part) for told in family.told()]


if __name__ == "__main__":
    main()
