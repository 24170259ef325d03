"""Mirror of the live stream: server-sent events from the earliest on, resumed wherever they are cut."""

import contextlib
import json
import threading
from dataclasses import dataclass, field

import httpx

from tests.oracle.outputs import LoggedEvent, event_of
from tests.support.system import System

_RETRY = 0.2  # seconds
_SILENCE = 30.0  # seconds without a byte, heartbeats included, after which it connects again


@dataclass(slots=True)
class Mirror:
    """Follower in a thread of its own. `events` grow as they come; `refusals` must stay empty."""

    system: System
    events: list[LoggedEvent] = field(default_factory=list[LoggedEvent])
    refusals: list[str] = field(default_factory=list[str])
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Mirror":
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_SILENCE + 1)

    def _follow(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(httpx.TransportError):
                self._connect()
            self._ended.wait(_RETRY)

    def _connect(self) -> None:
        resumed = {"Last-Event-ID": self.events[-1].cursor} if self.events else {}
        query = {} if self.events else {"cursor": "earliest"}
        url = f"{self.system.url('publish')}/v1/stream"
        with httpx.stream("GET", url, params=query, headers=resumed, timeout=_SILENCE) as answer:
            if answer.status_code != httpx.codes.OK:
                if not answer.is_server_error:
                    self.refusals.append(f"{answer.status_code} to {resumed}")
                return
            self._read(answer)

    def _read(self, answer: httpx.Response) -> None:
        fields: dict[str, str] = {}
        for line in answer.iter_lines():
            if self._ended.is_set():
                return
            if line:
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
                continue
            if fields.get("event") == "reset":
                self.refusals.append(f"reset: {fields}")
            elif "data" in fields and "id" in fields:
                self.events.append(event_of(fields["id"], json.loads(fields["data"]), fields["data"]))
            fields = {}
