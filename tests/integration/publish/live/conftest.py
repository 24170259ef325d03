"""Crowds and takeovers are tried on both event loops: transports are where those differ."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping

import pytest
import uvloop

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.SelectorEventLoop,
    "uvloop": uvloop.new_event_loop,
}


@pytest.fixture(autouse=True)
def nothing_unforeseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test in which the server or the event loop met an error that nobody caught."""
    yield
    assert not [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    return LOOPS if item.path.stem in ("test_crowds", "test_takeover") else {"uvloop": LOOPS["uvloop"]}
