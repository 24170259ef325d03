"""Editors' keys: one named key for each."""

import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from newsroom.runtime.problems import ProblemError

Authorization = Annotated[str | None, Header()]


def editor_by_key(keys: Mapping[str, str]) -> Callable[[Authorization], str]:
    """A route's dependency that gives the editor's name; `keys` are editor -> key."""

    def editor(authorization: Authorization = None) -> str:
        scheme, _, given = (authorization or "").partition(" ")
        # All are compared, each in constant time, so that the time taken tells nothing.
        matching = [
            name for name, key in keys.items() if hmac.compare_digest(key.encode(), given.strip().encode())
        ]
        if scheme.lower() != "bearer" or not matching:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "This call needs an editor's key: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return matching[0]

    return editor
