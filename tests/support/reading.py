"""Reading in the test's own process: as a worker reads, with nothing between."""

import asyncio

from ingest.formats.document import Document
from ingest.formats.read import ParsedDocument, read


class InThread:
    """Reads in a thread; for tests whose documents hurt nobody."""

    async def read(self, document: Document, sender: str) -> ParsedDocument:
        return await asyncio.to_thread(read, document)
