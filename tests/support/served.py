"""ASGI applications of the tests, served on loopback from a thread."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn

from tests.support.waiting import wait_until

_STOP = 30.0


@contextlib.contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of an application until the end of the block, without a trailing slash."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started, "the application is served")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_STOP)
