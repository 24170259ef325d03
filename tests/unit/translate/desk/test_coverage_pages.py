"""Pages of the coverage board: each story once, however the pages cut."""

import random
from collections.abc import Iterable, Sequence
from typing import Any, cast

import pytest

from tests.support.articles import NOON, id_of, revision
from tests.support.clock import TurnedClock
from translate.desk.article_view import ArticleView, ListPosition
from translate.desk.coverage import coverage_of
from translate.desk.read_model import DeskReadModel

LANGUAGES = ("en", "az", "ru")


class Texts:
    """Articles as MongoDB would give them."""

    def __init__(self, articles: Sequence[ArticleView]) -> None:
        self.sorted = sorted(articles, key=self._order, reverse=True)

    @staticmethod
    def _order(one: ArticleView) -> tuple[Any, str]:
        assert one.content is not None
        return one.content.published_at, one.id

    async def newest(self, category: str | None, below: ListPosition | None, limit: int) -> list[ArticleView]:
        found = [
            one
            for one in self.sorted
            if one.content is not None and (category is None or one.content.category == category)
        ]
        if below is not None:
            found = [one for one in found if self._order(one) < (below.at, below.article_id)]
        return found[:limit]

    async def members(self, story_ids: Iterable[str]) -> list[ArticleView]:
        wanted = set(story_ids)
        return [one for one in self.sorted if one.story_id in wanted]


def view(number: int, language: str, story: int, minutes: int, category: str) -> ArticleView:
    content = revision(f"{number}", language, minutes=minutes, category=category)
    return ArticleView(content.id, "live", content, id_of(f"story {story}"), None, 1, shown=True)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("stories", [30, 250])
@pytest.mark.parametrize("category", [None, "energy"])
@pytest.mark.parametrize("missing", [None, "az"])
async def test_all_pages_together_show_each_story_once(seed, stories, category, missing):
    chance = random.Random(seed)
    texts = Texts(
        [
            view(
                number,
                chance.choice(LANGUAGES),
                chance.randrange(stories),
                chance.randrange(60),
                chance.choice(["energy", "sport"]),
            )
            for number in range(500)
        ]
    )
    board = cast("Any", DeskReadModel)(
        None, texts, None, None, None, None, LANGUAGES, TurnedClock(NOON), None, None
    )
    whole = coverage_of(texts.sorted, LANGUAGES, NOON, category)
    wanted = [one.id for one in whole if missing is None or missing in one.missing]
    found: list[str] = []
    below: ListPosition | None = None
    for _ in range(50):
        shown, below = await board.board(category, missing, below)
        found += [one.id for one in shown]
        if below is None:
            break
    assert found == wanted
