"""Keys of subscribers: each sees its own subscriptions."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from newsroom.http.problems import ProblemError

Authorization = Annotated[str | None, Header(include_in_schema=False)]  # a security scheme says it


def owner_by_key(keys: Mapping[str, str]) -> Callable[[Authorization], str]:
    """A route's dependency that gives the owner of a bearer token, or a 401; `keys` are name -> key."""
    known = [(sha256(key.encode()).digest(), name) for name, key in keys.items() if key]

    def owner(authorization: Authorization = None) -> str:
        scheme, _, key = (authorization or "").partition(" ")
        given, holder = sha256(key.strip().encode()).digest(), None
        for digest, name in known:  # all of them: the time taken gives nothing away
            if hmac.compare_digest(given, digest):
                holder = name
        if scheme.lower() != "bearer" or holder is None:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "This call needs a subscriber's key: Authorization: Bearer …",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return holder

    return owner
