"""A running ingest for each test."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.ingest import ready


@pytest.fixture
async def http(redis_url: str, mongo_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with ready(redis_url, mongo_url) as client:
        yield client
