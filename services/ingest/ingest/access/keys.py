"""API keys: who may send in whose name."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from newsroom.events.envelope import rfc3339
from newsroom.http.api_keys import EVERY_SOURCE, KeyLine, digest, id_of
from newsroom.http.problems import ProblemError

_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever holds a key. `sources` are those it may send for, None is every source.

    `name` and `key_id` tell the audit who it was, `address` from where. `per_minute` limits its articles.
    """

    sources: frozenset[str] | None
    name: str = ""
    key_id: str = ""
    per_minute: int | None = None
    address: str | None = None

    def may_send(self, source: str | None) -> bool:
        """Whether it may send for a source; for one that is not known, only with every source."""
        return self.sources is None or source in self.sources

    def check(self, source: str | None) -> None:
        """Raises ProblemError where the source is another's."""
        if not self.may_send(source):
            name = "an article whose source is not known" if source is None else f"source {source}"
            raise ProblemError(HTTPStatus.FORBIDDEN, f"This key may not send for {name}.")


class KeyRing:
    """The keys that are configured: those of the environment, and those of the file of keys, by ids."""

    def __init__(
        self,
        key: str | None,
        keys: Mapping[str, Sequence[str]],
        lines: Callable[[], Mapping[str, KeyLine]] = dict[str, KeyLine],
    ) -> None:
        senders = {known: _sender("NEWSROOM_INGEST_KEYS", known, sources) for known, sources in keys.items()}
        if key:
            senders[key] = _sender("NEWSROOM_INGEST_KEY", key, [EVERY_SOURCE])
        self._senders = [(digest(known), sender) for known, sender in senders.items()]
        self._lines = lines

    @property
    def is_empty(self) -> bool:
        return not self._senders and not self._lines()

    def sender(self, authorization: str | None, now: datetime) -> Sender:
        """Who sends `Authorization: Bearer …`. Raises ProblemError where nobody we know does."""
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown("Send the header Authorization: Bearer, with your API key.")
        key = key.strip()
        line = self._lines().get(id_of(key) or "")
        if line is not None and line.is_of(key):
            return _of_line(line, now)
        given, found = digest(key), None
        for known, sender in self._senders:  # all of them: the time taken tells nothing
            if hmac.compare_digest(given, known):
                found = sender
        if found is None:
            raise _unknown("This API key is not known here.")
        return found


def _of_line(line: KeyLine, now: datetime) -> Sender:
    if line.expires_at is not None and line.expires_at <= now:
        raise _unknown(f"This API key ended at {rfc3339(line.expires_at)}: ask for a new one.")
    return Sender(_scope(line.sources), line.name, line.id, line.per_minute)


def _sender(setting: str, key: str, sources: Sequence[str]) -> Sender:
    return Sender(_scope(sources), setting, digest(key)[:_ID_LENGTH])


def _scope(sources: Sequence[str]) -> frozenset[str] | None:
    return None if EVERY_SOURCE in sources else frozenset(sources)


def _unknown(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
