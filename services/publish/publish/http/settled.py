"""How a route tells whoever keeps its answer that it may change without a word in the live log."""

from collections.abc import MutableMapping
from typing import Any

from fastapi import Request

_UNSETTLED = "unsettled"


def tell_unsettled(request: Request) -> None:
    """The answer names an article whose last change is not archived yet: its cursor is still to come."""
    setattr(request.state, _UNSETTLED, True)


def is_settled(state: MutableMapping[str, Any]) -> bool:
    """Whether nothing was told of the request with this state."""
    return not state.get(_UNSETTLED, False)
