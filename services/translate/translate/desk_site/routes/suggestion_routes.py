"""Routes of suggestions: one after the other, both texts side by side, decided and undone."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.stories import LinkSuggestion
from translate.desk.acts import DeskActs
from translate.desk.read_model import DeskReadModel, SuggestionExcerpt
from translate.desk_site.forms import path_within
from translate.desk_site.page_models import Notice, Shell, SuggestionsPage
from translate.desk_site.request_errors import RefusedError, refusing
from translate.desk_site.responses import Responses

PATH = "/desk/suggestions"


def suggestion_routes(router: APIRouter, responses: Responses, acts: DeskActs) -> None:
    """Adds the suggestions' pages, and the forms that decide and undo."""
    _reads(router, responses)
    _acts(router, responses, acts)


def _reads(router: APIRouter, responses: Responses) -> None:
    reads = responses.reads

    @router.get(PATH)
    async def first(request: Request) -> Response:
        async def build(shell: Shell) -> SuggestionsPage:
            return await _page(reads, shell, await reads.suggestions_around(None))

        return await responses.page(request, build)

    @router.get(PATH + "/{suggestion_id}")
    async def suggestion(request: Request, suggestion_id: str) -> Response:
        async def build(shell: Shell) -> SuggestionsPage:
            excerpt = await reads.suggestions_around(suggestion_id)
            if excerpt.shown is None:
                raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
            return await _page(reads, shell, excerpt)

        return await responses.page(request, build)


def _acts(router: APIRouter, responses: Responses, acts: DeskActs) -> None:
    @router.post(PATH + "/{suggestion_id}")
    async def decide(request: Request, suggestion_id: str) -> Response:
        """Accepts or rejects, and goes on to the next."""
        session, form = await responses.authentication.change(request)
        decision = form.get("decision")
        if decision not in ("accept", "reject", "none"):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        excerpt = await responses.reads.suggestions_around(suggestion_id)
        _check_waits(excerpt.shown)
        act = acts.act(decision, session.editor, form.reason)
        if decision == "none":
            await refusing(acts.answer_none(suggestion_id, act))
            return responses.redirect(PATH, Notice(decision, act.id))
        following = excerpt.neighbour(1) or excerpt.neighbour(-1)
        await refusing(acts.answer(suggestion_id, accept=decision == "accept", act=act))
        return responses.redirect(f"{PATH}/{following}" if following else PATH, Notice(decision, act.id))

    @router.post("/desk/acts/{act_id}/undo")
    async def undo(request: Request, act_id: str) -> Response:
        """Takes an act back: a suggestion that it answered waits again, and is shown."""
        session, form = await responses.authentication.change(request)
        record = await refusing(acts.undo(act_id, acts.act("undo", session.editor, form.reason)))
        back = f"{PATH}/{record.suggestion_id}" if record.suggestion_id else path_within(form.get("back"))
        return responses.redirect(back, Notice("undo"))


async def _page(reads: DeskReadModel, shell: Shell, excerpt: SuggestionExcerpt) -> SuggestionsPage:
    shown = excerpt.shown
    named = {end for own in excerpt.suggestions for end in (own.article_id, own.other_id)}
    named |= {shown.article_id, shown.other_id} if shown else set()
    articles = await reads.articles(named)
    return SuggestionsPage(
        shell=shell,
        around=excerpt.suggestions,
        headlines=articles,
        shown=shown,
        sides=(articles[shown.article_id], articles[shown.other_id]) if shown else None,
        place=excerpt.place + 1,
        before=excerpt.neighbour(-1),
        after=excerpt.neighbour(1),
    )


def _check_waits(shown: LinkSuggestion | None) -> None:
    """Refuses what another editor decided meanwhile."""
    if shown is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    if shown.state != "waiting":
        raise RefusedError(HTTPStatus.CONFLICT, "decided")
