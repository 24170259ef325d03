"""API keys: who may send in whose name."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from newsroom.runtime.problems import ProblemError

_EVERY_SOURCE = "*"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever holds a key. `sources` are those it may send for, None is every source."""

    sources: frozenset[str] | None

    def may_send(self, source: str | None) -> bool:
        """Whether it may send for a source; for one that is not known, only with every source."""
        return self.sources is None or source in self.sources

    def check(self, source: str | None) -> None:
        """Raises ProblemError where the source is another's."""
        if not self.may_send(source):
            name = "an article whose source is not known" if source is None else f"source {source}"
            raise ProblemError(HTTPStatus.FORBIDDEN, f"This key may not send for {name}.")


class KeyRing:
    """The keys that are configured."""

    def __init__(self, key: str | None, keys: Mapping[str, Sequence[str]]) -> None:
        senders = {known: _sender(sources) for known, sources in keys.items()}
        if key:
            senders[key] = Sender(None)
        self._senders = [(_digest(known), sender) for known, sender in senders.items()]

    @property
    def is_empty(self) -> bool:
        return not self._senders

    def sender(self, authorization: str | None) -> Sender:
        """Who sends `Authorization: Bearer …`. Raises ProblemError where nobody we know does."""
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown("Send the header Authorization: Bearer, with your API key.")
        digest, found = _digest(key.strip()), None
        for known, sender in self._senders:  # all of them: the time taken tells nothing
            if hmac.compare_digest(digest, known):
                found = sender
        if found is None:
            raise _unknown("This API key is not known here.")
        return found


def _sender(sources: Sequence[str]) -> Sender:
    return Sender(None if _EVERY_SOURCE in sources else frozenset(sources))


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


def _unknown(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
