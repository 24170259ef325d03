"""Scenes: a few articles, what is right of each pair of them, link or apart, and what a matcher makes of it.

    python -m bench.linking.scenes --data FILE [--embedder none] [--wrong]

FILE has one scene a line: ``id``, ``kind``, ``articles`` (key to ``language``, ``headline``, ``body``,
``published_at``) and ``pairs`` (``[key, key, "apart" or "link"]``). Each scene is a window of its own, at the
headline, the lead and the full view; its articles arrive in the file's order and in the reverse.
"""

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from bench.linking.corpus import Cut, cut_article
from bench.linking.stream import Desk
from translate.matching import Article, Features, Matcher, open_matcher

VIEWS: tuple[Cut, ...] = ("headline", "short", "full")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """Articles of one window; ``right`` says of a pair of ids whether both tell the same news."""

    id: str
    kind: str
    articles: tuple[Article, ...]
    right: dict[Pair, bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair of a scene and what became of it."""

    scene: Scene
    pair: Pair
    is_same: bool
    is_linked: bool
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class SceneFigures:
    """Counts of labelled pairs of one view: those apart that were linked, those alike that were found."""

    view: str
    apart: int
    linked_apart: int
    same: int
    linked_same: int
    suggested_apart: int
    suggested_same: int

    def __str__(self) -> str:
        return (
            f"{self.view:9} apart {self.apart:3}, linked {self.linked_apart:3}, "
            f"asked {self.suggested_apart:3}; link {self.same:3}, linked {self.linked_same:3}, "
            f"asked {self.suggested_same:3}"
        )


class _ArticleRow(BaseModel):
    language: str
    headline: str
    body: str
    published_at: datetime


class _SceneRow(BaseModel):
    id: str
    kind: str
    articles: dict[str, _ArticleRow]
    pairs: list[tuple[str, str, Literal["apart", "link"]]]


def read_scenes(path: Path) -> list[Scene]:
    """Every scene of a file."""
    lines = path.read_text("utf-8").splitlines()
    return [_scene(_SceneRow.model_validate_json(line)) for line in lines if line]


def _scene(row: _SceneRow) -> Scene:
    articles = tuple(
        Article(
            id=f"{row.id}/{key}",
            language=told.language,
            headline=told.headline,
            body=told.body,
            published_at=round(told.published_at.timestamp() * 1000),
        )
        for key, told in row.articles.items()
    )
    right = {_key(f"{row.id}/{a}", f"{row.id}/{b}"): what == "link" for a, b, what in row.pairs}
    return Scene(row.id, row.kind, articles, right)


def _key(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def judge(matcher: Matcher, scenes: Iterable[Scene], view: Cut) -> list[Judged]:
    """What became of every labelled pair, in the file's order of arrival and in its reverse."""
    judged: list[Judged] = []
    for scene in scenes:
        features = matcher.extract([cut_article(article, view) for article in scene.articles])
        for order in (features, features[::-1]):
            judged += _arrived(matcher, scene, order)
    return judged


def _arrived(matcher: Matcher, scene: Scene, order: Sequence[Features]) -> Iterable[Judged]:
    desk = Desk(matcher)
    for features in order:
        desk.arrive(features)
    linked, suggested = desk.linked(), desk.suggested()
    for pair, is_same in scene.right.items():
        yield Judged(scene, pair, is_same, pair in linked, pair in suggested)


def figures(view: str, judged: Sequence[Judged]) -> SceneFigures:
    """The counts, of pairs that go wrong in any of the orders, and right in all of them."""
    by_pair: dict[Pair, list[Judged]] = {}
    for one in judged:
        by_pair.setdefault(one.pair, []).append(one)
    apart = [tries for tries in by_pair.values() if not tries[0].is_same]
    same = [tries for tries in by_pair.values() if tries[0].is_same]
    return SceneFigures(
        view,
        len(apart),
        sum(any(one.is_linked for one in tries) for tries in apart),
        len(same),
        sum(all(one.is_linked for one in tries) for tries in same),
        sum(any(one.is_suggested for one in tries) for tries in apart),
        sum(any(one.is_suggested for one in tries) for tries in same),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embedder", default=os.environ.get("NEWSROOM_EMBEDDER", "auto"))
    parser.add_argument("--wrong", action="store_true", help="list the pairs that went wrong")
    given = parser.parse_args()
    matcher, scenes = open_matcher(given.embedder), read_scenes(given.data)
    for view in VIEWS:
        judged = judge(matcher, scenes, view)
        print(figures(view, judged), flush=True)
        if given.wrong:
            _list_wrong(judged)


def _list_wrong(judged: Sequence[Judged]) -> None:
    headlines = {article.id: article.headline for one in judged for article in one.scene.articles}
    for one in dict.fromkeys((one.pair, one.is_same, one.is_linked) for one in judged):
        pair, is_same, is_linked = one
        if is_same != is_linked:
            print(
                f"    {'missed' if is_same else 'WRONG'} {pair}: {' | '.join(headlines[end] for end in pair)}"
            )


if __name__ == "__main__":
    main()
