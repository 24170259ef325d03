"""What a handler's attempt at an entry comes to: a type, matched exhaustively."""

from dataclasses import dataclass
from typing import TypeAlias

from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.retry import RetryPolicy


@dataclass(frozen=True, slots=True)
class Ack:
    """Done, or nothing to do."""


@dataclass(frozen=True, slots=True)
class Retry:
    """To be tried again. `counts` is false for an outage: it is nobody's fault, so no attempt."""

    reason: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Parked with its reason, to be replayed by hand."""

    reason: str


Outcome: TypeAlias = Ack | Retry | DeadLetter


class RejectedError(Exception):
    """Raised by a handler: this entry can never be handled, and why."""


def outcome_of(error: BaseException, *, attempts: int, policy: RetryPolicy) -> Outcome:
    """What a failed attempt at one entry comes to. `attempts` counts this one."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, RejectedError):
        return DeadLetter(str(error))
    if isinstance(error, StoreUnavailableError):
        return Retry(reason, counts=False)
    if attempts >= policy.attempts:
        return DeadLetter(reason)
    return Retry(reason)
