"""Small servers on loopback, for commands that somebody is to call back."""

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

HOST = "127.0.0.1"
_STOP_SECONDS = 0.5


@contextlib.asynccontextmanager
async def listening(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """The address at which an application is served until the end of the block. Raises OSError.

    Port 0 is any that is free.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
