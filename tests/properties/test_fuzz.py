"""Mutations of every golden file: articles or a refusal, within the limits, and the reader goes on.

`make fuzz` runs this for ten minutes with other examples each time; here it is short, and always the same.
"""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings

from ingest.formats.document import Document
from ingest.formats.read import ParsedDocument
from ingest.reading.pool import ReaderPool, ReadingLimits
from ingest.reading.reader import Harm, harmful
from newsroom.http.problems import ProblemError
from tests.support.mutations import mutated

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))
SMALL = Document(
    b"<rss><channel><item><title>Rain</title><guid>1</guid></item></channel></rss>", source="wire"
)
LOST = {harmful(harm).detail for harm in Harm}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[ReaderPool]:
    reader = ReaderPool(2, ReadingLimits())
    yield reader
    await reader.aclose()


@pytest.mark.asyncio(loop_scope="module")
@settings(
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)
@given(document=mutated())
async def test_no_mutation_harms_its_reader(pool: ReaderPool, document: Document) -> None:
    try:
        parsed = await pool.read(document, "fuzz")
    except ProblemError as problem:
        assert problem.detail not in LOST
        assert 400 <= problem.status < 500
    else:
        assert isinstance(parsed, ParsedDocument)
    assert len((await pool.read(SMALL, "other")).parts) == 1
