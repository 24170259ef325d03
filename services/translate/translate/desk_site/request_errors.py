"""Acts of editors from the pages: what the desk cannot do is told on a page."""

from collections.abc import Awaitable
from http import HTTPStatus
from typing import TypeVar

from newsroom.events.identity import is_article_id
from translate.desk.acts import UnknownError
from translate.desk.link_decisions import ImpossibleError
from translate.desk_site.forms import RefusedError

T = TypeVar("T")


async def done(doing: Awaitable[T]) -> T:
    """Raises RefusedError."""
    try:
        return await doing
    except UnknownError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown") from error
    except ImpossibleError as error:
        raise RefusedError(HTTPStatus.CONFLICT, "taken") from error


def checked_id(text: str) -> str:
    """An article's or a story's id, as a form or an address gives it."""
    if not is_article_id(text):
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    return text
