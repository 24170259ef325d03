"""Routes of held articles: what waits for a person, and its end, one by one or all of one cause."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Body, Depends, Query

from newsroom.events.articles import ArticleId, Source
from newsroom.events.desk import ArticleOrder, FieldChanges
from newsroom.events.envelope import rfc3339
from newsroom.events.holds import DoubtKind, HeldArticle, reason_of
from newsroom.events.identity import is_article_id
from newsroom.http.openapi import problems
from newsroom.http.problems import FieldProblem, ProblemError
from translate.desk.acts import NotKnownError
from translate.desk.article_view import ListPosition
from translate.desk.holds import (
    CorrectedMeanwhileError,
    DeskHolds,
    EmbargoOnPublicError,
    Ending,
    OpenQuestion,
    TextsOfManyError,
    UnfitAnswerError,
    UnreadReleaseError,
)
from translate.desk.read_model import DeskReadModel
from translate.desk_http import schemas

T = TypeVar("T")
NO_REASON = schemas.ActRequest()
_REFUSED = problems(404, 409)
Limit = Annotated[int, Query(ge=1, le=100)]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=100)]


def held_routes(
    router: APIRouter, holds: DeskHolds, reads: DeskReadModel, by_key: Callable[..., str]
) -> None:
    """Adds the list, the questions, the targets of kills, quarantines, and the two ways of ending a hold."""
    languages = tuple(reads.languages)
    # Before the routes of one article, whose pattern takes no `causes`.
    _question_routes(router, holds, by_key, languages)
    _kill_routes(router, holds, reads, by_key)
    _quarantine_routes(router, holds, by_key)

    @router.get("/held")
    async def held(limit: Limit = 20, cursor: CursorText = None) -> schemas.HeldPage:
        """Articles that wait for a person, newest first, by pages."""
        listed = await holds.articles.held(_position(cursor), limit)
        following = _cursor(listed[-1]) if len(listed) == limit else None
        return schemas.HeldPage(held=[_shown(article) for article in listed], cursor=following)

    @router.post("/held/{article_id}", responses=_REFUSED, name="end_hold")
    async def end(
        article_id: ArticleId, request: schemas.HoldRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.HoldEnded:
        """Ends a hold: releases the article, with what is put right, or discards it."""
        ended = await _done(holds.end(article_id, _ending(request, editor, languages)))
        return schemas.HoldEnded(id=ended.id, decision=request.decision, held_revision=ended.revision)


def _question_routes(
    router: APIRouter, holds: DeskHolds, by_key: Callable[..., str], languages: tuple[str, ...]
) -> None:
    @router.get("/held/causes")
    async def questions(limit: Limit = 20) -> schemas.Questions:
        """Questions about sources that articles wait for, those of most first."""
        return schemas.Questions(causes=[_asked(one) for one in await holds.articles.questions(limit)])

    @router.get("/held/answers")
    async def answers(limit: Limit = 20) -> schemas.Answers:
        """The answers that hold, newest first."""
        standing = await holds.articles.answers(limit)
        return schemas.Answers(answers=[_answered(order) for order in standing])

    @router.delete("/held/answers/{cause}", responses=problems(404))
    async def reopen(
        cause: ArticleId,
        editor: Annotated[str, Depends(by_key)],
        request: Annotated[schemas.ActRequest, Body()] = NO_REASON,
    ) -> schemas.Reopened:
        """Takes an answer back."""
        await _done(holds.reopen(cause, editor, request.reason or ""))
        return schemas.Reopened(cause=cause)

    @router.post("/held/causes/{cause}", responses=_REFUSED, name="end_holds")
    async def end_all(
        cause: ArticleId, request: schemas.HoldRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.HoldsEnded:
        """Ends the wait of all that one question explains."""
        ended = await _done(holds.end_all(cause, _ending(request, editor, languages)))
        return schemas.HoldsEnded(cause=cause, decision=request.decision, ids=[one.id for one in ended])


def _kill_routes(
    router: APIRouter, holds: DeskHolds, reads: DeskReadModel, by_key: Callable[..., str]
) -> None:
    @router.get("/held/{article_id}/targets", responses=problems(404))
    async def targets(article_id: ArticleId) -> schemas.KillTargets:
        """What a kill in words probably means, the likeliest first."""
        notice = await _done(holds.one(article_id))
        now = reads.clock.now()
        return schemas.KillTargets(
            targets=[
                schemas.KillTarget(
                    id=content.id,
                    headline=content.headline,
                    language=content.language,
                    published_at=content.published_at,
                    status=target.article.public_status(now),
                    named=target.named,
                    shared=target.shared,
                    withheld=target.withheld,
                )
                for target in await reads.kill_targets(notice)
                if (content := target.article.content) is not None
            ]
        )

    @router.post("/held/{article_id}/targets/{target_id}", responses=problems(404))
    async def decide_target(
        article_id: ArticleId,
        target_id: ArticleId,
        request: schemas.TargetRequest,
        editor: Annotated[str, Depends(by_key)],
    ) -> schemas.TargetDecided:
        """Withdraws one of the articles that a notice means, or gives it back."""
        await _done(holds.one(article_id))
        await holds.decide_target(target_id, request.decision, editor, request.reason or "")
        return schemas.TargetDecided(id=target_id, decision=request.decision)


def _quarantine_routes(router: APIRouter, holds: DeskHolds, by_key: Callable[..., str]) -> None:
    @router.get("/quarantines")
    async def quarantines() -> schemas.Quarantines:
        """Sources in quarantine, and those for which it is proposed."""
        return schemas.Quarantines(
            quarantines=await holds.articles.quarantines(), proposals=await holds.proposals()
        )

    @router.post("/quarantines/{source}")
    async def quarantine(
        source: Source, request: schemas.QuarantineRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.Quarantined:
        """Holds all that comes of a source, save kills, or no longer."""
        await holds.quarantine(source, editor, request.reason or "", quarantined=request.quarantined)
        last_hour = await holds.last_hour(source) if request.quarantined else []
        return schemas.Quarantined(
            source=source,
            quarantined=request.quarantined,
            last_hour=[schemas.ReceivedArticle(**asdict(article)) for article in last_hour],
        )


def _ending(request: schemas.HoldRequest, editor: str, languages: tuple[str, ...]) -> Ending:
    changes = request.changes
    if changes is not None and changes.model_fields_set and request.decision == "discard":
        raise _unfit("changes", "nothing of what is discarded can be put right")
    if changes is not None and changes.language is not None and changes.language not in languages:
        raise _unfit("changes.language", f"{changes.language} is not among {', '.join(languages)}")
    return Ending(request.decision, editor, request.reason or "", _given(changes), request.held_revision)


def _given(changes: FieldChanges | None) -> FieldChanges | None:
    return changes if changes is not None and changes.model_fields_set else None


def _shown(held: HeldArticle) -> schemas.Held:
    return schemas.Held(
        id=held.id,
        source=held.source,
        source_id=held.source_id,
        received_at=held.received_at,
        kind=held.doubts[0].kind if held.doubts else "",
        reason=reason_of(held.doubts),
        public_revision=held.public_revision,
        article=held.article,
        cause=held.cause,
        causes=held.causes,
    )


def _asked(open_question: OpenQuestion) -> schemas.Question:
    question = open_question.question
    return schemas.Question(
        id=question.id,
        source=question.source,
        kind=question.kind,
        field=question.field,
        cause=question.cause,
        reason=open_question.reason,
        count=open_question.count,
        examples=[schemas.HeldExample(**asdict(example)) for example in open_question.examples],
    )


def _answered(order: ArticleOrder) -> schemas.Answer:
    question = order.question
    return schemas.Answer(
        cause=order.cause or "",
        source=question.source if question else "",
        kind=question.kind if question else "",
        about=question.cause if question else "",
        changes=order.changes,
        editor=order.editor,
        reason=order.reason,
        answered_at=order.ordered_at,
    )


def _cursor(held: HeldArticle) -> str:
    return f"{rfc3339(held.received_at)}~{held.id}"


def _position(cursor: str | None) -> ListPosition | None:
    if cursor is None:
        return None
    at, _, article_id = cursor.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or not is_article_id(article_id):
        problem = FieldProblem("cursor", "write it as it was given")
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"cursor: {problem.problem}.", errors=[problem])
    return ListPosition(instant.astimezone(UTC), article_id)


async def _done(act: Awaitable[T]) -> T:
    """Raises ProblemError: 404 where nothing waits, 409 for an embargo on what is public, 422 for a field."""
    try:
        return await act
    except NotKnownError as error:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"{error}.") from error
    except EmbargoOnPublicError as error:
        problem = FieldProblem("changes.embargo_until", "the article is public already")
        raise ProblemError(HTTPStatus.CONFLICT, f"{problem.problem}.", errors=[problem]) from error
    except CorrectedMeanwhileError as error:
        problem = FieldProblem("held_revision", "another version is held now")
        raise ProblemError(HTTPStatus.CONFLICT, f"{problem.problem}.", errors=[problem]) from error
    except TextsOfManyError as error:
        raise _unfit(f"changes.{error}", "it would be written into every article of the cause") from error
    except UnreadReleaseError as error:
        raise _unread(error.kind) from error
    except UnfitAnswerError as error:
        raise _unfit(f"changes.{error}", "it answers nothing that is asked here") from error


def _unread(kind: DoubtKind) -> ProblemError:
    if kind is DoubtKind.KILL:
        return _unfit("decision", "a kill or recall is released by its own id, once somebody has read it")
    return _unfit(
        "changes",
        "embargoes of one cause are released only by timezone or day_first, which make them certain; "
        "else release each by its own id",
    )


def _unfit(field: str, problem: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY, f"{field}: {problem}.", errors=[FieldProblem(field, problem)]
    )
