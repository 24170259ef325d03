"""Errors of a request that are answered with a page: refused, not signed in, an act that cannot be done."""

from collections.abc import Awaitable
from http import HTTPStatus
from typing import TypeVar

from newsroom.events.identity import is_article_id
from translate.desk.acts import NotKnownError
from translate.desk.holds import (
    CorrectedMeanwhileError,
    EmbargoOnPublicError,
    TextsOfManyError,
    UnfitAnswerError,
    UnreadReleaseError,
)
from translate.desk.link_decisions import SlotTakenError

T = TypeVar("T")


class RefusedError(Exception):
    """A request that is answered with a page that gives the reason; `why` names its sentence."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class SignInError(Exception):
    """Request of a page by somebody who is not signed in."""


async def refusing(act: Awaitable[T]) -> T:
    """The result of an act. Raises RefusedError where the desk cannot do it."""
    try:
        return await act
    except NotKnownError as error:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown") from error
    except SlotTakenError as error:
        raise RefusedError(HTTPStatus.CONFLICT, "taken") from error
    except EmbargoOnPublicError as error:
        raise RefusedError(HTTPStatus.CONFLICT, "public-already") from error
    except CorrectedMeanwhileError as error:
        raise RefusedError(HTTPStatus.CONFLICT, "corrected") from error
    except (TextsOfManyError, UnfitAnswerError, UnreadReleaseError) as error:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed") from error


def checked_id(text: str) -> str:
    """An article's or a story's id from a form or a path. Raises RefusedError."""
    if not is_article_id(text):
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    return text
