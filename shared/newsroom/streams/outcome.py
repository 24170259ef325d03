"""Outcome of an attempt at an entry, a sum type that is matched exhaustively: Ack, Retry or DeadLetter."""

from dataclasses import dataclass
from typing import TypeAlias

from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.retry import RetryPolicy


@dataclass(frozen=True, slots=True)
class Ack:
    """Handled, or nothing to do."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Retry after a backoff. `counts` is false for an outage: it is nobody's fault, so no attempt."""

    reason: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Dead letter: parked with its reason, to be replayed by hand."""

    reason: str


Outcome: TypeAlias = Ack | Retry | DeadLetter


class RejectedError(Exception):
    """Permanent failure, raised by a handler: the entry can never be handled; the text is the reason."""


def outcome_of(error: BaseException, *, attempts: int, policy: RetryPolicy) -> Outcome:
    """Outcome of a failed attempt at one entry. `attempts` counts this one."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, RejectedError):
        return DeadLetter(str(error))
    if isinstance(error, StoreUnavailableError):
        return Retry(reason, counts=False)
    if attempts >= policy.attempts:
        return DeadLetter(reason)
    return Retry(reason)
