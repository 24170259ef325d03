"""`GET /v1/coverage`: stories that lack a language, without those that are withdrawn as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.stories import LinkSuggestion
from tests.support.articles import id_of, revision, withdrawal
from tests.support.graph import Graph
from translate.desk_http.presenter import DeskPresenter
from translate.matching import Features


@dataclass(frozen=True)
class Board:
    story_ids: Sequence[str]

    async def lacking(self, language: str, after: int, limit: int) -> list[str]:
        return list(self.story_ids[after : after + limit])


class Nothing:
    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]:
        return []

    async def get(self, article_ids: Sequence[str]) -> list[Features]:
        return []


async def lacking_az(graph: Graph, names: Sequence[str]) -> tuple[list[str], int]:
    board = Board([id_of(name) for name in names])
    presenter = DeskPresenter(graph, Nothing(), board, Nothing(), ("en", "az", "ru"))
    stories, places = await presenter.lacking("az", 0, 20)
    return [story.id for story in stories], places


async def test_a_withdrawn_story_lacks_no_language_and_a_restored_one_does_again() -> None:
    graph, names = Graph(), ["live", "killed", "early", "half", "back"]
    graph.apply(map(revision, ["live", "killed", "back", "half"]))
    graph.apply([revision("half-ru", "ru", original="half")])
    graph.apply(withdrawal(name, 2) for name in ("killed", "half", "back"))
    graph.apply([withdrawal("early", 1), revision("early", number=2, status="withdrawn")])
    graph.apply([revision("back", number=3)])
    story_ids, places = await lacking_az(graph, names)
    assert story_ids == [id_of(name) for name in ("live", "half", "back")]
    assert places == len(names)  # the page goes on behind all of them
