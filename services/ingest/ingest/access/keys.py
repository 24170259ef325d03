"""API keys: each names its sender, the sources it may send for, and its rate limit."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from newsroom.events.envelope import rfc3339
from newsroom.http.api_keys import EVERY_SOURCE, KeyLine, digest, id_of
from newsroom.http.problems import ProblemError
from newsroom.runtime.settings import SHORTEST_KEY

_ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """The holder of a key. `sources` are those it may send for, None is every source.

    `name` and `key_id` name it in the ledger, `address` is where it sends from. `per_minute` is the rate
    limit of its articles, 0 is none.
    """

    sources: frozenset[str] | None
    name: str = ""
    key_id: str = ""
    per_minute: int = 0
    address: str | None = None

    @property
    def label(self) -> str:
        """The sender among others, for what they take turns at."""
        return self.key_id or self.name

    def may_send(self, source: str | None) -> bool:
        """Whether it may send for a source; for one that is not known, only with every source."""
        return self.sources is None or source in self.sources

    def check(self, source: str | None) -> None:
        """Raises ProblemError where the source is another's."""
        if not self.may_send(source):
            raise foreign_source(source)


class KeyLines(Protocol):
    """The keys of a file by their ids, as they are now."""

    @property
    def keys(self) -> Mapping[str, KeyLine]: ...


class KeyRing:
    """The keys that are configured: those of the environment, and those of the file of keys, by ids.

    `per_minute` is the rate limit of a key that has none of its own, 0 is none. A key that is too short is
    refused by itself: `refused` names its sender, and the others hold.
    """

    def __init__(
        self,
        key: str | None,
        keys: Mapping[str, Sequence[str]],
        file: KeyLines | None = None,
        per_minute: int = 0,
    ) -> None:
        senders = {
            known: _sender("NEWSROOM_INGEST_KEYS", known, sources, per_minute)
            for known, sources in keys.items()
        }
        if key:
            senders[key] = _sender("NEWSROOM_INGEST_KEY", key, [EVERY_SOURCE], per_minute)
        usable = {known: sender for known, sender in senders.items() if is_long_enough(known)}
        self.refused = tuple(_named(sender) for known, sender in senders.items() if known not in usable)
        self._senders = [(digest(known), sender) for known, sender in usable.items()]
        self._file = file
        self._per_minute = per_minute

    @property
    def is_empty(self) -> bool:
        return not self._senders and not (self._file and self._file.keys)

    def sender(self, authorization: str | None, now: datetime) -> Sender:
        """The sender of `Authorization: Bearer …`. Raises ProblemError for a key that is not known."""
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise _unknown("Send the header Authorization: Bearer, with your API key.")
        key = key.strip()
        if self._file is not None and self._file.keys:
            line = self._file.keys.get(id_of(key) or "")
            if line is not None and line.is_of(key):
                return self._of_line(line, now)
        given, holder = digest(key), None
        for known, sender in self._senders:  # all of them: the time taken gives nothing away
            if hmac.compare_digest(given, known):
                holder = sender
        if holder is None:
            raise _unknown("This API key is not known here.")
        return holder

    def _of_line(self, line: KeyLine, now: datetime) -> Sender:
        if line.expires_at is not None and line.expires_at <= now:
            raise _unknown(f"This API key ended at {rfc3339(line.expires_at)}: ask for a new one.")
        per_minute = self._per_minute if line.per_minute is None else line.per_minute
        return Sender(_scope(line.sources), line.name, line.id, per_minute)


def is_long_enough(key: str) -> bool:
    """Whether a key cannot be guessed by its length alone."""
    return len(key.strip()) >= SHORTEST_KEY


def foreign_source(source: str | None) -> ProblemError:
    """The refusal of a source that a key may not send for; None is one that is not known."""
    name = "an article whose source is not known" if source is None else f"source {source}"
    return ProblemError(HTTPStatus.FORBIDDEN, f"This key may not send for {name}.")


def _sender(setting: str, key: str, sources: Sequence[str], per_minute: int) -> Sender:
    return Sender(_scope(sources), setting, digest(key)[:_ID_LENGTH], per_minute)


def _named(sender: Sender) -> str:
    """The sender in words that do not give its key away."""
    sources = "every source" if sender.sources is None else ", ".join(sorted(sender.sources)) or "no source"
    return f"{sender.name} for {sources}"


def _scope(sources: Sequence[str]) -> frozenset[str] | None:
    return None if EVERY_SOURCE in sources else frozenset(sources)


def _unknown(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
