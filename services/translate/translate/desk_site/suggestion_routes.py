"""The suggestions: one after the other, both texts side by side."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.stories import LinkSuggestion
from translate.desk.acts import Desk
from translate.desk.read_model import Around, Looking
from translate.desk_site.forms import RefusedError, path_within
from translate.desk_site.page_models import Notice, Shell, SuggestionsPage
from translate.desk_site.request_errors import done
from translate.desk_site.responses import Answering

PATH = "/desk/suggestions"


def suggestion_routes(router: APIRouter, answering: Answering, desk: Desk) -> None:
    looking = answering.looking

    @router.get(PATH)
    async def first(request: Request) -> Response:
        async def made(shell: Shell) -> SuggestionsPage:
            return await _page(looking, shell, await looking.around(None))

        return await answering.page(request, made)

    @router.get(PATH + "/{suggestion_id}")
    async def one(request: Request, suggestion_id: str) -> Response:
        async def made(shell: Shell) -> SuggestionsPage:
            around = await looking.around(suggestion_id)
            if around.shown is None:
                raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
            return await _page(looking, shell, around)

        return await answering.page(request, made)

    @router.post(PATH + "/{suggestion_id}")
    async def decide(request: Request, suggestion_id: str) -> Response:
        """Accepts or rejects, and goes on to the next."""
        session, form = await answering.access.change(request)
        decision = form.get("decision")
        if decision not in ("accept", "reject"):
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        around = await looking.around(suggestion_id)
        _check_waits(around.shown)
        following = around.neighbour(1) or around.neighbour(-1)
        act = desk.act(decision, session.editor, form.reason)
        await done(desk.answer(suggestion_id, accept=decision == "accept", act=act))
        return answering.to(f"{PATH}/{following}" if following else PATH, Notice(decision, act.id))

    @router.post("/desk/acts/{act_id}/undo")
    async def undo(request: Request, act_id: str) -> Response:
        """Takes an act back: a suggestion that it answered waits again, and is shown."""
        session, form = await answering.access.change(request)
        taken = await done(desk.undo(act_id, desk.act("undo", session.editor, form.reason)))
        back = f"{PATH}/{taken.suggestion_id}" if taken.suggestion_id else path_within(form.get("back"))
        return answering.to(back, Notice("undo"))


async def _page(looking: Looking, shell: Shell, around: Around) -> SuggestionsPage:
    shown = around.shown
    named = {one for s in around.suggestions for one in (s.article_id, s.other_id)}
    named |= {shown.article_id, shown.other_id} if shown else set()
    articles = await looking.articles(named)
    return SuggestionsPage(
        shell=shell,
        around=around.suggestions,
        headlines=articles,
        shown=shown,
        sides=(articles[shown.article_id], articles[shown.other_id]) if shown else None,
        place=around.place + 1,
        before=around.neighbour(-1),
        after=around.neighbour(1),
    )


def _check_waits(shown: LinkSuggestion | None) -> None:
    """Another editor may have been quicker."""
    if shown is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    if shown.state != "waiting":
        raise RefusedError(HTTPStatus.CONFLICT, "decided")
