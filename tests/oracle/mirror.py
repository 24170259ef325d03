"""Readers that keep a copy, each in a thread of its own: of the live stream, and of the log by pages."""

import contextlib
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import httpx

from tests.oracle.outputs import LoggedEvent, event_of
from tests.support.system import System

_RETRY = 0.2  # seconds
_SILENCE = 30.0  # seconds without a byte, heartbeats included, after which it connects again
_CATEGORY = "category"


@dataclass(slots=True)
class Reader(ABC):
    """Reader from the earliest on, resumed wherever it is cut. `refusals` must stay empty.

    With a `category` it asks for the changes of that alone. `repeats` says that it may be sent one twice.
    """

    repeats: ClassVar[bool] = False

    system: System
    category: str | None = None
    events: list[LoggedEvent] = field(default_factory=list[LoggedEvent])
    refusals: list[str] = field(default_factory=list[str])
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Reads while the block runs."""
        thread = threading.Thread(target=self._follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join(_SILENCE + 1)

    @property
    def query(self) -> dict[str, str]:
        return {} if self.category is None else {_CATEGORY: self.category}

    @property
    def name(self) -> str:
        return f"{type(self).__name__} of {self.category or 'everything'}"

    def _follow(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(httpx.TransportError):
                self._connect()
            self._ended.wait(_RETRY)

    @abstractmethod
    def _connect(self) -> None:
        """Reads until it is cut or at the end."""


@dataclass(slots=True)
class Mirror(Reader):
    """Reader of the server-sent events, which resumes by `Last-Event-ID`."""

    def _connect(self) -> None:
        resumed = {"Last-Event-ID": self.events[-1].cursor} if self.events else {}
        query = self.query if self.events else {**self.query, "cursor": "earliest"}
        url = f"{self.system.url('publish')}/v1/stream"
        with httpx.stream("GET", url, params=query, headers=resumed, timeout=_SILENCE) as answer:
            if answer.status_code != httpx.codes.OK:
                if not answer.is_server_error:
                    self.refusals.append(f"{self.name}: {answer.status_code} to {resumed}")
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
                self.refusals.append(f"{self.name}: {fields}")
            elif "data" in fields and "id" in fields:
                self.events.append(event_of(fields["id"], json.loads(fields["data"]), fields["data"]))
            fields = {}


@dataclass(slots=True)
class Poller(Reader):
    """Reader of `/v1/changes`, which goes on at the cursor of its last answer."""

    _cursor: str = "earliest"

    def _connect(self) -> None:
        query = {**self.query, "cursor": self._cursor, "limit": "100"}
        answer = httpx.get(f"{self.system.url('publish')}/v1/changes", params=query, timeout=_SILENCE)
        if answer.status_code == httpx.codes.OK:
            page = answer.json()
            self.events += [
                event_of(cursor, event, json.dumps(event))
                for cursor, event in zip(page["cursors"], page["events"], strict=True)
            ]
            self._cursor = page["cursor"]
        elif not answer.is_server_error:
            self.refusals.append(f"{self.name}: {answer.status_code} to {self._cursor}")
