"""Editors' keys: one named key for each."""

import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from newsroom.http.problems import ProblemError

Authorization = Annotated[str | None, Header()]


def editor_with(keys: Mapping[str, str], given: str) -> str | None:
    """Whose key this is; `keys` are editor -> key. All are compared, each in constant time, so that the
    time taken tells nothing."""
    found = given.strip().encode()
    matching = [name for name, key in keys.items() if hmac.compare_digest(key.encode(), found)]
    return matching[0] if matching and found else None


def editor_by_key(keys: Mapping[str, str]) -> Callable[[Authorization], str]:
    """A route's dependency that gives the editor's name; `keys` are editor -> key."""

    def editor(authorization: Authorization = None) -> str:
        scheme, _, given = (authorization or "").partition(" ")
        name = editor_with(keys, given)
        if scheme.lower() != "bearer" or name is None:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "This call needs an editor's key: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return name

    return editor
