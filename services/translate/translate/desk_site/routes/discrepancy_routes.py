"""Routes of discrepancies: the list, and the settlement of one, which goes on to the next."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from translate.desk.settlements import DeskSettlements, NotAmongError
from translate.desk_site.page_models import DiscrepanciesPage, Notice, Shell
from translate.desk_site.request_errors import RefusedError, refusing
from translate.desk_site.responses import Responses

PATH = "/desk/discrepancies"
_ON_A_PAGE = 20
_DIGITS = 6


def discrepancy_routes(router: APIRouter, responses: Responses, settlements: DeskSettlements) -> None:
    """Adds the list and the form that settles."""
    reads = responses.reads

    @router.get(PATH)
    async def discrepancies(request: Request, after: str = "0") -> Response:
        if not (after.isascii() and after.isdecimal() and len(after) <= _DIGITS):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")
        place = int(after)

        async def build(shell: Shell) -> DiscrepanciesPage:
            listed = await reads.discrepancies.listed(place, _ON_A_PAGE)
            older = place + _ON_A_PAGE if len(listed) == _ON_A_PAGE else None
            return DiscrepanciesPage(shell=shell, listed=listed, older=older)

        return await responses.page(request, build)

    @router.post(PATH + "/{discrepancy_id}")
    async def settle(request: Request, discrepancy_id: str) -> Response:
        session, form = await responses.authentication.change(request)
        right = [language for language in form.get("right").split(" ") if language]
        if not right:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        try:
            await refusing(settlements.settle(discrepancy_id, right, session.editor, form.reason))
        except NotAmongError as error:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error
        return responses.redirect(PATH, Notice("settled"))
