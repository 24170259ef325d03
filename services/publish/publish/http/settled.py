"""Marks on a request whose answer may change without an entry in the live log, for whoever caches it."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import Request

_UNSETTLED = "unsettled"


def mark_unsettled(request: Request) -> None:
    """The answer names an article whose last change is not archived yet: its cursor is still to come."""
    setattr(request.state, _UNSETTLED, True)


def is_settled(state: MutableMapping[str, Any]) -> bool:
    """Whether the request with this state was left unmarked."""
    return not state.get(_UNSETTLED, False)
