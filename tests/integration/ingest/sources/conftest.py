"""A world outside for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.support.outside import Outside, outside


@pytest.fixture
async def world() -> AsyncIterator[Outside]:
    async with outside() as running:
        yield running
