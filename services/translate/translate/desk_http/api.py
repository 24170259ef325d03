"""Routes of the desk's API: suggestions, decisions, links by hand, split, merge, coverage, holds."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Body, Depends, Query

from newsroom.events.articles import ArticleId
from newsroom.http.app import known_query
from newsroom.http.openapi import ApiDescription, problems
from newsroom.http.problems import FieldProblem, ProblemError
from translate.desk.acts import DeskActs, NotKnownError
from translate.desk.holds import DeskHolds
from translate.desk.link_decisions import SlotTakenError
from translate.desk.read_model import DeskReadModel
from translate.desk.settlements import DeskSettlements
from translate.desk_http import schemas
from translate.desk_http.discrepancy_routes import discrepancy_routes
from translate.desk_http.editor_keys import editor_by_key
from translate.desk_http.held_routes import held_routes
from translate.desk_http.presenter import DeskPresenter

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=100)]
CursorText = Annotated[str | None, Query(alias="cursor")]
NO_REASON = schemas.ActRequest()
ABOUT = ApiDescription(
    "Decides what is doubtful: which articles tell the same news, and what becomes of what is held.",
    key="an editor's key: `NEWSROOM_DESK_KEY`, or one of `NEWSROOM_DESK_KEYS`",
)
_UNKNOWN, _TAKEN = problems(404), problems(404, 409)


def desk_api(
    acts: DeskActs,
    holds: DeskHolds,
    settlements: DeskSettlements,
    reads: DeskReadModel,
    presenter: DeskPresenter,
    keys: Mapping[str, str],
) -> APIRouter:
    """The routes under `/v1`, each behind an editor's key; `keys` are editor -> key."""
    by_key = editor_by_key(keys)
    router = APIRouter(prefix="/v1", dependencies=[Depends(by_key), Depends(known_query)])
    _suggestions(router, acts, presenter, by_key)
    _stories(router, acts, by_key)
    discrepancy_routes(router, settlements, by_key)
    held_routes(router, holds, reads, by_key)

    @router.get("/coverage")
    async def coverage(missing: str, limit: Limit = 20, cursor: CursorText = None) -> schemas.CoveragePage:
        """Stories that lack a language, oldest first, by pages."""
        if missing not in presenter.languages:
            raise _bad("missing", f"{missing!r} is not one of {', '.join(presenter.languages)}")
        place = _place(cursor)
        stories, count = await presenter.lacking(missing, place, limit)
        return schemas.CoveragePage(stories=stories, cursor=_following(place, count, limit))

    @router.get("/doubts")
    async def doubts(limit: Limit = 20) -> schemas.DoubtList:
        """Live articles that do not seem to be in the language they give, newest first."""
        contents = [view.content for view in await reads.texts.doubted(limit)]
        listed = [schemas.DoubtedArticle.model_validate(dict(content)) for content in contents if content]
        return schemas.DoubtList(articles=listed)

    return router


def _suggestions(
    router: APIRouter, acts: DeskActs, presenter: DeskPresenter, by_key: Callable[..., str]
) -> None:
    @router.get("/suggestions")
    async def suggestions(limit: Limit = 20, cursor: CursorText = None) -> schemas.SuggestionPage:
        """Pairs that wait for an editor, the likeliest first, by pages."""
        place = _place(cursor)
        waiting = await presenter.waiting(place, limit)
        return schemas.SuggestionPage(suggestions=waiting, cursor=_following(place, len(waiting), limit))

    @router.post("/suggestions/{suggestion_id}", responses=_TAKEN)
    async def decide(
        suggestion_id: str, decision: schemas.DecisionRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.Suggestion:
        """Decides a pair, for good; `none` rejects all that wait for the same article."""
        act = acts.act(decision.decision, editor, decision.reason)
        answer = (
            acts.answer_none(suggestion_id, act)
            if decision.decision == "none"
            else acts.answer(suggestion_id, accept=decision.decision == "accept", act=act)
        )
        answered = await _done(answer)
        [shown] = await presenter.shown([answered])
        return shown


def _stories(router: APIRouter, acts: DeskActs, by_key: Callable[..., str]) -> None:
    @router.put("/stories/{story_id}/articles/{article_id}", responses=_TAKEN)
    async def link(
        story_id: ArticleId,
        article_id: ArticleId,
        editor: Annotated[str, Depends(by_key)],
        request: Annotated[schemas.ActRequest, Body()] = NO_REASON,
    ) -> schemas.StoryPlacement:
        """Links an article to a story by hand."""
        act = acts.act("link", editor, request.reason)
        return schemas.StoryPlacement(story_id=await _done(acts.link(story_id, article_id, act)))

    @router.delete("/stories/{story_id}/articles/{article_id}", responses=_UNKNOWN)
    async def unlink(
        story_id: ArticleId,
        article_id: ArticleId,
        editor: Annotated[str, Depends(by_key)],
        request: Annotated[schemas.ActRequest, Body()] = NO_REASON,
    ) -> schemas.StoryPlacement:
        """Takes an article out of a story by hand."""
        act = acts.act("unlink", editor, request.reason)
        [story] = await _done(acts.part(story_id, [article_id], act))
        return schemas.StoryPlacement(story_id=story)

    @router.post("/stories/{story_id}/merge", responses=_TAKEN)
    async def merge(
        story_id: ArticleId, request: schemas.MergeRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.StoryPlacement:
        """Makes one story of two."""
        act = acts.act("merge", editor, request.reason)
        return schemas.StoryPlacement(story_id=await _done(acts.merge(story_id, request.with_, act)))

    @router.post("/stories/{story_id}/split", responses=_UNKNOWN)
    async def split(
        story_id: ArticleId, request: schemas.SplitRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.StoryPlacements:
        """Parts articles from their story."""
        act = acts.act("split", editor, request.reason)
        return schemas.StoryPlacements(story_ids=await _done(acts.part(story_id, request.articles, act)))


async def _done(act: Awaitable[T]) -> T:
    """Raises ProblemError: 404 for a subject that is not known, 409 for a slot that is taken."""
    try:
        return await act
    except NotKnownError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"{error}.") from error
    except SlotTakenError as error:
        raise ProblemError(HTTPStatus.CONFLICT, f"{error}.") from error


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 9:
        raise _bad("cursor", "write it as it was given")
    return int(cursor)


def _following(place: int, count: int, limit: int) -> str | None:
    return str(place + count) if count == limit else None


def _bad(field: str, problem: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"{field}: {problem}.", errors=[FieldProblem(field, problem)])
