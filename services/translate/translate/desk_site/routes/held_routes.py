"""Routes of held articles: what waits for a person, one of them whole, released or discarded."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from newsroom.events.desk import FieldChanges
from newsroom.events.holds import DoubtKind, HeldArticle
from newsroom.events.identity import is_article_id
from translate.desk.article_view import ListPosition
from translate.desk.holds import DeskHolds, Ending, HoldDecision, TargetDecision
from translate.desk_site.forms import Form
from translate.desk_site.page_models import HeldArticlePage, HeldPage, Notice, Shell
from translate.desk_site.request_errors import RefusedError, checked_id, refusing
from translate.desk_site.responses import Responses
from translate.desk_site.routes.coverage_routes import position_of, written

PATH = "/desk/held"
_A_PAGE = 20
_INSTANTS = ("embargo_until", "published_at")
_TEXTS = ("headline", "lead", "body", "language", "category", "timezone")
_ANSWERED = ("timezone", "language")
_QUESTIONS, _ANSWERS = 20, 50


def held_routes(router: APIRouter, responses: Responses, holds: DeskHolds, zone: ZoneInfo) -> None:
    """Adds the list, each held article's page, and the forms that end a hold; times are in `zone`."""
    _reads(router, responses, holds)
    _acts(router, responses, holds, zone)


def _reads(router: APIRouter, responses: Responses, holds: DeskHolds) -> None:
    @router.get(PATH)
    async def held(request: Request, below: str = "", kind: str = "") -> Response:
        wanted = DoubtKind(kind) if kind in set(DoubtKind) else None

        async def build(shell: Shell) -> HeldPage:
            listed = await holds.articles.held(position_of(below), _A_PAGE, wanted)
            following = {"below": written(_position(listed[-1]))} if len(listed) == _A_PAGE else {}
            older = urlencode(following | ({"kind": wanted.value} if wanted else {})) if following else None
            asked = await holds.articles.questions(_QUESTIONS) if not below else []
            return HeldPage(
                shell=shell,
                held=listed,
                older=older,
                questions=[one for one in asked if one.question.is_settled_by_one],
                answers=await holds.articles.answers(_ANSWERS) if not below else (),
            )

        return await responses.page(request, build)

    @router.get(PATH + "/{article_id}")
    async def one(request: Request, article_id: str) -> Response:
        async def build(shell: Shell) -> HeldArticlePage:
            return await _page(responses, holds, shell, checked_id(article_id))

        return await responses.page(request, build)


def _acts(router: APIRouter, responses: Responses, holds: DeskHolds, zone: ZoneInfo) -> None:
    @router.post(PATH + "/causes/{cause}")
    async def end_all(request: Request, cause: str) -> Response:
        """Ends the wait of all that one question of a source explains."""
        session, form = await responses.authentication.change(request)
        if not is_article_id(cause):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        decision = _decision(form)
        changes = _answer(form) if decision == "release" else None
        await refusing(holds.end_all(cause, Ending(decision, session.editor, form.reason or "", changes)))
        return responses.redirect(PATH, Notice("answered" if changes else decision))

    @router.post(PATH + "/answers/{cause}")
    async def reopen(request: Request, cause: str) -> Response:
        """Takes back the answer to a question about a source."""
        session, form = await responses.authentication.change(request)
        if not is_article_id(cause):
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        await refusing(holds.reopen(cause, session.editor, form.reason or ""))
        return responses.redirect(PATH, Notice("reopen"))

    @router.post(PATH + "/{article_id}/targets")
    async def decide_target(request: Request, article_id: str) -> Response:
        """Withdraws an article that a kill in words means, or gives back one that it withheld."""
        session, form = await responses.authentication.change(request)
        verb: TargetDecision = "restore" if form.get("order") == "restore" else "withdraw"
        notice, target = checked_id(article_id), checked_id(form.get("target"))
        await refusing(holds.one(notice))
        await holds.decide_target(target, verb, session.editor, form.reason or "")
        return responses.redirect(f"{PATH}/{notice}", Notice(verb))

    @router.post(PATH + "/{article_id}")
    async def end(request: Request, article_id: str) -> Response:
        """Ends one article's wait; ingest carries it out."""
        session, form = await responses.authentication.change(request)
        decision = _decision(form)
        changes = _changes(form, zone, responses.reads.languages) if decision == "release" else None
        ending = Ending(decision, session.editor, form.reason or "", changes, _seen(form))
        await refusing(holds.end(checked_id(article_id), ending))
        return responses.redirect(PATH, Notice(decision))


async def _page(responses: Responses, holds: DeskHolds, shell: Shell, article_id: str) -> HeldArticlePage:
    held = await holds.articles.one(article_id)
    if held is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    reads = responses.reads
    public = (await reads.articles([article_id]))[article_id] if held.public_revision is not None else None
    trail, _ = await reads.audit_trail([article_id])
    questions = await holds.questions_of(held) if held.status == "held" else []
    document_id = held.article.document_id if held.article else None
    raw = await holds.articles.raw(document_id) if document_id else None
    return HeldArticlePage(
        shell=shell,
        held=held,
        public=public,
        targets=await reads.kill_targets(held) if held.status == "held" else [],
        questions=questions,
        raw=raw,
        audit_trail=trail,
    )


def _decision(form: Form) -> HoldDecision:
    match form.get("decision"):
        case "release":
            return "release"
        case "discard":
            return "discard"
        case _:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")


def _changes(form: Form, zone: ZoneInfo, languages: Sequence[str]) -> FieldChanges | None:
    """The fields that the editor wrote; an empty one stays as it was read. Raises RefusedError."""
    given: dict[str, object] = {name: form.get(name) for name in _TEXTS if form.get(name)}
    given |= {name: _instant(form.get(name), zone) for name in _INSTANTS if form.get(name)}
    if given.get("language", languages[0]) not in languages:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return _fields(given)


def _answer(form: Form) -> FieldChanges | None:
    """The answer to a question, None where the form has none. Raises RefusedError."""
    given: dict[str, object] = {name: form.get(name) for name in _ANSWERED if form.get(name)}
    given |= {name: form.get(name) == "yes" for name in ("day_first", "schedules") if form.get(name)}
    return _fields(given)


def _fields(given: Mapping[str, object]) -> FieldChanges | None:
    try:
        return FieldChanges.model_validate(given) if given else None
    except ValidationError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant as a browser's field gives it, in the newsroom's zone. Raises RefusedError."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)


def _seen(form: Form) -> int | None:
    """The held version that the page showed. Raises RefusedError."""
    text = form.get("revision")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return int(text)


def _position(held: HeldArticle) -> ListPosition:
    return ListPosition(held.received_at, held.id)
