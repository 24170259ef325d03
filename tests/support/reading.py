"""Reading in the test's own process: as a worker reads, with nothing between."""

import asyncio

from ingest.formats.document import Document
from ingest.formats.links import PageLinks, Sitemap
from ingest.formats.read import ParsedDocument, read, read_links


class InThread:
    """Reads in a thread; for tests whose documents hurt nobody."""

    async def read(self, document: Document, sender: str) -> ParsedDocument:
        return await asyncio.to_thread(read, document)

    async def sitemap(self, document: Document, sender: str) -> Sitemap:
        links = await asyncio.to_thread(read_links, document, None)
        assert isinstance(links, Sitemap)
        return links

    async def links(self, document: Document, pattern: str, sender: str) -> PageLinks:
        links = await asyncio.to_thread(read_links, document, pattern)
        assert isinstance(links, PageLinks)
        return links


class Faulty(InThread):
    """Meets a fault of ours in documents that hold `poison`."""

    async def read(self, document: Document, sender: str) -> ParsedDocument:
        if b"poison" in document.content:
            raise RuntimeError("a fault of ours")
        return await super().read(document, sender)
