"""The desk's calls: suggestions, decisions, links by hand, split, merge, coverage."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Body, Depends, Query

from newsroom.events.articles import ArticleId
from newsroom.events.stories import LinkSuggestion
from newsroom.http.app import known_query
from newsroom.http.problems import FieldProblem, ProblemError
from translate.adapters.redis_coverage_board import RedisBoard
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.desk.acts import Desk, UnknownError
from translate.desk.editors import editor_by_key
from translate.desk.link_decisions import ImpossibleError
from translate.desk_http import schemas as shapes
from translate.stories.commit import NodeStore
from translate.stories.graph import Node

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=100)]
CursorText = Annotated[str | None, Query(alias="cursor")]
NO_REASON = shapes.Request()


@dataclass(frozen=True, slots=True)
class DeskReads:
    """What the desk looks at."""

    nodes: NodeStore
    suggestions: RedisSuggestions
    board: RedisBoard
    features: RedisFeatures
    languages: Sequence[str]

    async def articles(self, nodes: Sequence[Node]) -> dict[str, shapes.DeskArticle]:
        """Articles with their headlines, as far as their features are kept."""
        found = await self.features.get([node.id for node in nodes])
        headlines = {features.id: features.headline for features in found}
        return {
            node.id: shapes.DeskArticle(
                id=node.id,
                language=node.told.language if node.told else None,
                published_at=node.told.published_at if node.told else None,
                headline=headlines.get(node.id),
                story_id=node.story_id,
            )
            for node in nodes
        }

    async def suggested(self, found: Sequence[LinkSuggestion]) -> list[shapes.Suggested]:
        """Suggestions with their articles."""
        nodes = await self.nodes.read({one for s in found for one in (s.article_id, s.other_id)})
        articles = await self.articles(list(nodes.values()))
        return [
            shapes.Suggested(
                id=one.id,
                score=one.score,
                languages=one.languages,
                evidence=one.evidence,
                articles=[articles[one.article_id], articles[one.other_id]],
                state=one.state,
            )
            for one in found
        ]

    async def covered(self, story_ids: Sequence[str]) -> list[shapes.CoveredStory]:
        """Stories with what they have and lack."""
        nodes = await self.nodes.read(story_ids)
        stories = [node.story for node in nodes.values() if node.story is not None]
        members = await self.nodes.read({m.id for story in stories for m in story.articles.values()})
        articles = await self.articles(list(members.values()))
        by_id = {
            story.id: shapes.CoveredStory(
                id=story.id,
                articles={language: articles[member.id] for language, member in story.articles.items()},
                missing=[language for language in self.languages if language not in story.articles],
            )
            for story in stories
        }
        return [by_id[story_id] for story_id in story_ids if story_id in by_id]


def desk_api(desk: Desk, reads: DeskReads, keys: Mapping[str, str]) -> APIRouter:
    """The routes under `/v1`, each behind an editor's key."""
    by_key = editor_by_key(keys)
    router = APIRouter(prefix="/v1", dependencies=[Depends(by_key), Depends(known_query)])
    _queue(router, desk, reads, by_key)
    _links(router, desk, by_key)

    @router.get("/coverage")
    async def coverage(missing: str, limit: Limit = 20, cursor: CursorText = None) -> shapes.Coverage:
        if missing not in reads.languages:
            raise _bad("missing", f"{missing!r} is not one of {', '.join(reads.languages)}")
        place = _place(cursor)
        found = await reads.board.lacking(missing, place, limit)
        return shapes.Coverage(
            stories=await reads.covered(found), cursor=_following(place, len(found), limit)
        )

    return router


def _queue(router: APIRouter, desk: Desk, reads: DeskReads, by_key: Callable[..., str]) -> None:
    @router.get("/suggestions")
    async def suggestions(limit: Limit = 20, cursor: CursorText = None) -> shapes.Queue:
        place = _place(cursor)
        found = await reads.suggestions.waiting(place, limit)
        return shapes.Queue(
            suggestions=await reads.suggested(found), cursor=_following(place, len(found), limit)
        )

    @router.post("/suggestions/{suggestion_id}")
    async def decide(
        suggestion_id: str, decision: shapes.Decision, editor: Annotated[str, Depends(by_key)]
    ) -> shapes.Suggested:
        act = desk.act(decision.decision, editor, decision.reason)
        answered = await _answered(desk.answer(suggestion_id, accept=decision.decision == "accept", act=act))
        [shown] = await reads.suggested([answered])
        return shown


def _links(router: APIRouter, desk: Desk, by_key: Callable[..., str]) -> None:
    @router.put("/stories/{story_id}/articles/{article_id}")
    async def put_in(
        story_id: ArticleId,
        article_id: ArticleId,
        editor: Annotated[str, Depends(by_key)],
        request: Annotated[shapes.Request, Body()] = NO_REASON,
    ) -> shapes.Placed:
        act = desk.act("link", editor, request.reason)
        return shapes.Placed(story_id=await _answered(desk.put_in(story_id, article_id, act)))

    @router.delete("/stories/{story_id}/articles/{article_id}")
    async def take_out(
        story_id: ArticleId,
        article_id: ArticleId,
        editor: Annotated[str, Depends(by_key)],
        request: Annotated[shapes.Request, Body()] = NO_REASON,
    ) -> shapes.Placed:
        act = desk.act("unlink", editor, request.reason)
        [story] = await _answered(desk.take_out(story_id, [article_id], act))
        return shapes.Placed(story_id=story)

    @router.post("/stories/{story_id}/merge")
    async def merge(
        story_id: ArticleId, request: shapes.MergeWith, editor: Annotated[str, Depends(by_key)]
    ) -> shapes.Placed:
        act = desk.act("merge", editor, request.reason)
        return shapes.Placed(story_id=await _answered(desk.merge(story_id, request.with_, act)))

    @router.post("/stories/{story_id}/split")
    async def split(
        story_id: ArticleId, request: shapes.Split, editor: Annotated[str, Depends(by_key)]
    ) -> shapes.Parted:
        act = desk.act("split", editor, request.reason)
        return shapes.Parted(story_ids=await _answered(desk.take_out(story_id, request.articles, act)))


async def _answered(doing: Awaitable[T]) -> T:
    try:
        return await doing
    except UnknownError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"{error}.") from error
    except ImpossibleError as error:
        raise ProblemError(HTTPStatus.CONFLICT, f"{error}.") from error


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isdecimal() or len(cursor) > 9:
        raise _bad("cursor", "write it as it was given")
    return int(cursor)


def _following(place: int, found: int, limit: int) -> str | None:
    return str(place + found) if found == limit else None


def _bad(field: str, problem: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"{field}: {problem}.", errors=[FieldProblem(field, problem)])
