"""Attempts at a delivery: what a receiver answered, and what follows from it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict

_SLOW = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Response:
    """Answer of a receiver; `status` is None where none came, and `error` says why.

    `retry_after` and `seconds` are in seconds; `body` is its beginning.
    """

    status: int | None
    error: str | None = None
    retry_after: float | None = None
    body: bytes = b""
    seconds: float = 0.0


class Verdict(Enum):
    """Consequence of an attempt."""

    DELIVERED = auto()
    GONE = auto()  # 410: the receiver wants no more
    SLOW_DOWN = auto()  # 429, 503, or any with Retry-After
    FAILED = auto()


def verdict(response: Response) -> Verdict:
    """Success is 2xx alone: a redirect is a failure (Standard Webhooks)."""
    if response.status is None:
        return Verdict.FAILED
    if 200 <= response.status < 300:
        return Verdict.DELIVERED
    if response.status == HTTPStatus.GONE:
        return Verdict.GONE
    if response.status in _SLOW or response.retry_after is not None:
        return Verdict.SLOW_DOWN
    return Verdict.FAILED


class Attempt(BaseModel):
    """Entry of the delivery log. `attempt` counts from 1."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    subscription_id: str
    id: str
    at: datetime
    url: str
    cursors: tuple[str, ...]
    attempt: int
    delivered: bool
    status: int | None
    error: str | None
    excerpt: str
    seconds: float
    place: str = ""
