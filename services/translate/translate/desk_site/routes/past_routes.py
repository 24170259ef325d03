"""Routes of what readers saw at an instant: a feed, or one article by its id or address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response

from translate.desk.past_reads import PastReads, SeenArticle
from translate.desk_site.page_models import SeenPage, Shell
from translate.desk_site.request_errors import RefusedError, checked_id
from translate.desk_site.responses import Responses

PATH = "/desk/seen"
_ID = re.compile(r"(?:^|[/-])([a-z2-7]{26})/?$")
_CATEGORY = re.compile(r"[a-z0-9-]{1,100}")
_LONGEST = 2000  # characters
_MOST_PARTS = 2  # language and category


@dataclass(frozen=True, slots=True)
class Place:
    """Subject of a question: an article, or the feed of a language and perhaps a category."""

    article_id: str | None
    language: str
    category: str | None = None


def past_routes(router: APIRouter, responses: Responses, past: PastReads, zone: ZoneInfo) -> None:
    """Adds the page; the form on it that reveals a withheld text needs a reason, which is kept."""

    @router.get(PATH)
    async def seen(request: Request, at: str = "", what: str = "") -> Response:
        async def build(shell: Shell) -> SeenPage:
            instant = _instant(at, zone) if at else None
            place = place_of(what, responses.reads.languages, responses.language(request))
            return await _page(past, shell, instant, what, place)

        return await responses.page(request, build)

    @router.post(PATH)
    async def reveal(request: Request) -> Response:
        """Shows a withheld text, once its reading is noted."""
        session, form = await responses.authentication.change(request)
        instant, article_id = _instant(form.get("at"), zone), checked_id(form.get("article"))
        revealed = await past.reveal(article_id, instant, session.editor, form.required_reason)

        async def build(shell: Shell) -> SeenPage:
            return SeenPage(
                shell=shell, at=instant, what=article_id, known="whole", article=revealed, feed=()
            )

        return await responses.page(request, build)


async def _page(past: PastReads, shell: Shell, at: datetime | None, what: str, place: Place) -> SeenPage:
    known = await past.known(at, shell.live_cursor) if at else None
    article: SeenArticle | None = None
    feed: list[SeenArticle] = []
    if at is not None and known == "whole":
        if place.article_id is not None:
            article = await past.article(place.article_id, at)
        else:
            feed = await past.feed(place.language, place.category, at)
    return SeenPage(shell=shell, at=at, what=what, known=known, article=article, feed=feed)


def place_of(what: str, languages: Sequence[str], language: str) -> Place:
    """What an editor wrote or pasted; nothing is the front page. Raises RefusedError. Pure."""
    text = what.strip()
    if len(text) > _LONGEST:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed")
    try:
        path = urlsplit(text).path
    except ValueError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed") from error
    if (named := _ID.search(path)) is not None:
        return Place(named[1], language)
    parts = [part for part in path.split("/") if part and not part.startswith("feed.")]
    if not parts:
        return Place(None, language)
    if parts[0] not in languages or not all(map(_CATEGORY.fullmatch, parts)) or len(parts) > _MOST_PARTS:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    return Place(None, parts[0], parts[1] if parts[1:] else None)


def _instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant as a browser's field gives it, in the newsroom's zone. Raises RefusedError."""
    try:
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST, "malformed") from error
