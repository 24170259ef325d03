"""Readers of the live stream over HTTP, each in a thread, that come back with the last id they were given."""

import http.client
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_PAUSE = 0.05  # seconds between tries
_QUIET = 60.0  # seconds without as much as a heartbeat

Query = Sequence[tuple[str, str]]


@dataclass(slots=True)
class Subscriber:
    """Follows a stream from its earliest event on, across whatever cuts it off, until it is stopped."""

    url: str
    query: Query
    events: list[str] = field(default_factory=list[str])  # CloudEvents' ids, in the order they came
    connects: int = 0
    _cursor: str | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def has_come_to(self, event: str) -> bool:
        return self.events[-1:] == [event]

    def stop(self) -> None:
        """Ends it after the next thing it hears."""
        self._stopped.set()

    def _follow(self) -> None:
        while not self._stopped.is_set():
            with suppress(OSError, http.client.HTTPException):
                self._once()
            self._stopped.wait(_PAUSE)

    def _once(self) -> None:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_QUIET)
        resume = {"Last-Event-ID": self._cursor} if self._cursor else {}
        path = f"/v1/stream?{urlencode([*self.query, ('cursor', 'earliest')])}"
        try:
            connection.request("GET", path, headers=resume)
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            self.connects += 1
            for fields in _events(iter(answer.readline, b"")):
                if self._stopped.is_set():
                    return
                self._cursor = fields["id"]
                self.events.append(json.loads(fields["data"])["id"])
        finally:
            connection.close()


def _events(lines: Iterator[bytes]) -> Iterator[dict[str, str]]:
    """The fields of each event that came whole."""
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            found[name] = value
        elif "data" in found:
            yield found
            found = {}
