"""Route of the coverage board, with its filters and its keyset pagination."""

from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.identity import is_article_id
from translate.desk.article_view import ListPosition
from translate.desk.coverage import by_hour
from translate.desk_site.page_models import CoveragePage, Shell
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.responses import Responses


def coverage_routes(router: APIRouter, responses: Responses) -> None:
    """Adds the board, which is the desk's first page."""
    reads = responses.reads

    @router.get("/desk/")
    async def coverage(request: Request, missing: str = "", category: str = "", below: str = "") -> Response:
        if (missing and missing not in reads.languages) or not category.isprintable():
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")

        async def build(shell: Shell) -> CoveragePage:
            stories, following = await reads.board(category or None, missing or None, position_of(below))
            filters = {"missing": missing, "category": category}
            older = urlencode({**filters, "below": written(following)}) if following else None
            return CoveragePage(
                shell=shell,
                hours=by_hour(stories),
                missing=missing,
                category=category,
                categories=await reads.categories(),
                older=older,
                differing=await reads.discrepancies.open_in([story.id for story in stories]),
            )

        return await responses.page(request, build)


def written(position: ListPosition) -> str:
    """A place in a list as a query has it."""
    return f"{position.at.isoformat()}~{position.article_id}"


def position_of(text: str) -> ListPosition | None:
    """The place that a query names, None for the beginning. Raises RefusedError."""
    if not text:
        return None
    at, _, article_id = text.partition("~")
    try:
        instant = datetime.fromisoformat(at)
        if instant.tzinfo is None or not is_article_id(article_id):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")
        return ListPosition(instant.astimezone(UTC), article_id)
    except (ValueError, OverflowError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed") from error
