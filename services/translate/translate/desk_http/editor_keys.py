"""Authentication of the desk's API: an editor's key as a bearer token."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from newsroom.http.problems import ProblemError
from translate.desk.editors import editor_of_key

Authorization = Annotated[str | None, Header(include_in_schema=False)]  # a security scheme says it


def editor_by_key(keys: Mapping[str, str]) -> Callable[[Authorization], str]:
    """A route's dependency that gives the editor's name, or a 401; `keys` are editor -> key."""

    def editor(authorization: Authorization = None) -> str:
        scheme, _, given = (authorization or "").partition(" ")
        name = editor_of_key(keys, given)
        if scheme.lower() != "bearer" or name is None:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "This call needs an editor's key: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return name

    return editor
