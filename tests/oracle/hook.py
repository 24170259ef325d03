"""Reader that is sent the log by a web hook, and refuses now and then what it has not seen before."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx

from tests.oracle.mirror import Reader
from tests.oracle.outputs import event_of
from tests.support.waiting import wait_until

ALLOWED = {"NEWSROOM_WEBHOOK_ALLOW": "127.0.0.0/8"}
_REFUSED = 9  # every so many-th of what is new
_TOLERANCE = 300.0  # seconds: of the library that the specification publishes
_VERIFIED = "newsroom.subscription-verified.v1"


@dataclass(slots=True)
class Hook(Reader):
    """Receiver on loopback. It is sent each event at least once."""

    repeats: ClassVar[bool] = True

    _seen: set[str] = field(default_factory=set[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            wait_until(lambda: self._is_subscribed(server.server_port), f"{self.name} is subscribed")
            yield
        finally:
            server.shutdown()
            server.server_close()

    def receive(self, cursor: str, at: float, body: bytes) -> tuple[int, bytes]:
        """The status and the body that a request is answered; `at` is when it says it was signed."""
        if abs(at - time.time()) > _TOLERANCE:
            self.refusals.append(f"{self.name}: signed {at - time.time():.0f} s from now")
        event = json.loads(body)
        if event["type"] == _VERIFIED:
            return HTTPStatus.OK, json.dumps({"challenge": event["data"]["challenge"]}).encode()
        with self._lock:
            is_new = event["id"] not in self._seen
            self._seen.add(event["id"])
            if is_new and len(self._seen) % _REFUSED == 0:
                return HTTPStatus.INTERNAL_SERVER_ERROR, b""
            self.events.append(event_of(cursor, event, body.decode()))
        return HTTPStatus.NO_CONTENT, b""

    def _is_subscribed(self, port: int) -> bool:
        wanted = {
            "name": self.name,
            "kind": "webhook",
            "url": f"http://127.0.0.1:{port}/",
            "from": "earliest",
        }
        topics = {"topics": {"category": [self.category]}} if self.category else {}
        headers = {"Authorization": f"Bearer {self.system.ready['subscriber_key']}"}
        url = f"{self.system.url('publish')}/v1/subscriptions"
        answer = httpx.post(url, json=wanted | topics, headers=headers, timeout=20)
        return answer.status_code == httpx.codes.CREATED

    def _connect(self) -> None:
        """Nothing: it is sent what it gets."""


def _handler_of(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = hook.receive(
                self.headers.get("Newsroom-Cursor", ""), float(self.headers["webhook-timestamp"]), body
            )
            with contextlib.suppress(OSError):  # its sender was killed meanwhile
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name is the base's
            """Says nothing."""

    return Handler
