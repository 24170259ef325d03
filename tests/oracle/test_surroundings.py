"""What surrounds a run does what its name says: connections through a proxy, and a clock that is off."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from tests.oracle.skewed_clock import skewed
from tests.support.tcp_proxy import TcpProxy


def client_of(proxy: TcpProxy) -> redis.Redis:
    return redis.Redis(port=proxy.port, socket_timeout=0.3)


def test_a_proxy_lets_nothing_pass_for_a_while_and_then_all(redis_url: str) -> None:
    with TcpProxy(_port(redis_url)).running() as proxy, client_of(proxy) as client:
        assert client.ping()
        proxy.hold()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        proxy.resume()
        assert client.ping()


def test_a_proxy_cuts_what_is_open(redis_url: str) -> None:
    with TcpProxy(_port(redis_url)).running() as proxy:
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(100) == b"+PONG\r\n"
            proxy.cut()
            with pytest.raises(ConnectionError):
                connection.recv(100)
        with client_of(proxy) as client:
            assert client.ping()


def test_a_proxy_is_slow(redis_url: str) -> None:
    with TcpProxy(_port(redis_url)).running() as proxy, redis.Redis(port=proxy.port) as client:
        client.ping()
        proxy.delay(0.1)
        begun = time.monotonic()
        client.ping()
        assert time.monotonic() - begun >= 0.2


def test_a_clock_is_off(tmp_path: Path) -> None:
    environment = skewed(3600, tmp_path)
    if not environment:
        pytest.skip("there is no C compiler")
    told = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time(), time.monotonic())"],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert float(told[0]) - time.time() == pytest.approx(3600, abs=30)
    assert float(told[1]) - time.monotonic() == pytest.approx(0, abs=30)


def _port(redis_url: str) -> int:
    return int(redis_url.rpartition(":")[2].partition("/")[0])
