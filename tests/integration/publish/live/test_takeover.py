"""What is written to a socket under TLS would go out beside TLS: such a connection is never taken over."""

import asyncio
import ssl
from typing import cast

import pytest

from newsroom.live.uvicorn_takeover import is_bare


def anonymous(side: int) -> ssl.SSLContext:
    """TLS without certificates, for want of one in a test."""
    context = ssl.SSLContext(side)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("tls", [False, True], ids=["bare", "tls"])
async def test_a_connection_under_tls_is_not_bare(tls: bool) -> None:
    loop = asyncio.get_running_loop()
    taken: asyncio.Future[asyncio.Transport] = loop.create_future()

    class Server(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            taken.set_result(cast("asyncio.Transport", transport))

    ours = anonymous(ssl.PROTOCOL_TLS_SERVER) if tls else None
    theirs = anonymous(ssl.PROTOCOL_TLS_CLIENT) if tls else None
    server = await loop.create_server(Server, "127.0.0.1", 0, ssl=ours)
    port = server.sockets[0].getsockname()[1]
    client, _ = await loop.create_connection(asyncio.Protocol, "127.0.0.1", port, ssl=theirs)
    async with asyncio.timeout(10):
        assert is_bare(await taken) is not tls
    client.abort()
    server.close()
