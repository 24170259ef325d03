"""Documents that once froze or crashed their reader, or filled it, end in articles or a refusal."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ingest.formats.read import ParsedDocument, read
from ingest.reading.pool import ReaderPool, ReadingLimits
from ingest.reading.reader import Harm, harmful
from newsroom.http.problems import ProblemError
from tests.support.hostile import HOSTILE, Make

LENGTHS = (100, 3_000, 30_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ReaderPool]:
    reader = ReaderPool(1, ReadingLimits(seconds=60, memory=256_000_000, output=20_000_000))
    yield reader
    await reader.aclose()


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_but_articles_or_a_refusal(make: Make) -> None:
    for length in range(40):
        try:
            parsed = read(make(length))
        except ProblemError as problem:
            assert problem.status in (400, 413, 415, 422)
        else:
            assert isinstance(parsed, ParsedDocument)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
async def test_no_reader_is_lost_to_it(pool: ReaderPool, make: Make) -> None:
    lost = {harmful(harm).detail for harm in Harm}
    for length in LENGTHS:
        try:
            await pool.read(make(length), "test")
        except ProblemError as problem:
            assert problem.detail not in lost, length
