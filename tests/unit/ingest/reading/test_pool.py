"""A document that hurts is refused, whatever it did to its reader; the others do not notice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from ingest.formats.document import Document
from ingest.formats.read import ParsedDocument, read
from ingest.reading.pool import ReaderPool, ReadingLimits
from newsroom.http.problems import ProblemError
from tests.support.golden import golden_files

SMALL = Document(
    b"<rss version='2.0'><channel><item><title>Rain in Baku</title><guid>1</guid></item></channel></rss>",
    source="wire",
)


def feed(items: int) -> Document:
    """10,000 items are a second or more of work on any machine."""
    written = (b"<item><title>Rain %d</title><guid>%d</guid></item>" % (n, n) for n in range(items))
    return Document(b"<rss version='2.0'><channel>%s</channel></rss>" % b"".join(written), source="wire")


LONG, LONGER = feed(40_000), feed(150_000)


@asynccontextmanager
async def pool(workers: int = 1, **limits: float) -> AsyncIterator[ReaderPool]:
    reader = ReaderPool(workers, ReadingLimits(**limits))  # type: ignore[arg-type]  # ints where it says so
    try:
        yield reader
    finally:
        await reader.aclose()


async def outcome(reader: ReaderPool, document: Document, sender: str = "a") -> ParsedDocument | str:
    try:
        return await reader.read(document, sender)
    except ProblemError as problem:
        return f"{problem.status} {problem.detail}"


def outcome_here(document: Document) -> ParsedDocument | str:
    try:
        return read(document)
    except ProblemError as problem:
        return f"{problem.status} {problem.detail}"


def killed(reason: str) -> float:
    return REGISTRY.get_sample_value("newsroom_reader_workers_killed_total", {"reason": reason}) or 0


def children() -> set[int]:
    """Readers alone: the suite's process has servers for children too."""
    pids = Path("/proc/self/task").joinpath(str(os.getpid()), "children").read_text().split()
    return {int(pid) for pid in pids if b"ingest.reading.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()}


async def test_a_worker_reads_every_golden_file_as_it_is_read_here() -> None:
    async with pool(2) as reader:
        for path in golden_files():
            document = Document(path.read_bytes(), name=path.name)
            assert repr(await outcome(reader, document)) == repr(outcome_here(document)), path


async def test_what_takes_too_long_is_refused_and_the_next_document_is_read() -> None:
    async with pool(seconds=8) as reader:
        await reader.read(SMALL, "a")
        before = killed("time")
        assert await outcome(reader, LONGER) == (
            "422 This document cannot be read: reading it took longer than a document may take."
        )
        assert killed("time") == before + 1
        assert await outcome(reader, SMALL) == outcome_here(SMALL)


async def test_what_takes_too_much_memory_is_refused_and_the_next_document_is_read() -> None:
    async with pool(memory=64_000_000, seconds=300) as reader:
        # Not one that MemoryError alone would end: lxml and feedparser each have it once more.
        assert await outcome(reader, LONG) == (
            "422 This document cannot be read: reading it took more memory than a document may take."
        )
        assert await outcome(reader, SMALL) == outcome_here(SMALL)


async def test_what_unfolds_to_too_much_is_refused() -> None:
    async with pool(output=100) as reader:
        assert "it unfolds to more text" in str(await outcome(reader, SMALL))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="children are counted in /proc")
async def test_a_worker_that_dies_takes_its_document_with_it_and_no_other() -> None:
    async with pool(seconds=60) as reader:
        await reader.read(SMALL, "a")
        [worker] = children()
        reading = asyncio.create_task(outcome(reader, LONG))
        await asyncio.sleep(0)
        os.kill(worker, signal.SIGKILL)
        assert "it crashed the process that read it" in str(await reading)
        assert await outcome(reader, SMALL) == outcome_here(SMALL)


async def test_a_reading_that_is_broken_off_leaves_no_answer_to_the_next_document() -> None:
    async with pool() as reader:
        await reader.read(SMALL, "a")
        reading = asyncio.create_task(reader.read(LONG, "a"))
        await asyncio.sleep(0.01)
        reading.cancel()
        assert await outcome(reader, SMALL) == outcome_here(SMALL)


async def test_one_sender_never_holds_the_last_worker() -> None:
    async with pool(2, seconds=60) as reader:
        await reader.read(SMALL, "a")
        floods = [asyncio.create_task(outcome(reader, LONG, "flood")) for _ in range(3)]
        assert await outcome(reader, SMALL, "a") == outcome_here(SMALL)
        assert not any(flood.done() for flood in floods)


async def test_a_sender_may_not_pile_documents_up() -> None:
    async with pool(seconds=60) as reader:
        floods = [asyncio.create_task(outcome(reader, SMALL, "flood")) for _ in range(9)]
        outcomes = await asyncio.gather(*floods)
        assert [str(ending)[:3] for ending in outcomes].count("429") == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="children are counted in /proc")
async def test_a_closed_pool_leaves_no_process_and_reads_no_more() -> None:
    before = children()
    async with pool(2) as reader:
        await reader.read(SMALL, "a")
        assert children() > before
    assert children() == before
    assert "503" in str(await outcome(reader, SMALL))


async def test_a_worker_finds_the_links_of_lists() -> None:
    sitemap = Document(
        b"<urlset><url><loc>https://wire.example/1</loc><lastmod>2026-11-28</lastmod></url></urlset>",
        source="wire",
    )
    page = Document(
        b"<a href='/news/1#top'>1</a><a href='/about'>2</a><a href='/news/1'>3</a><a href='http://[/'>4</a>",
        url="https://wire.example/",
    )
    async with pool() as reader:
        found = await reader.sitemap(sitemap, "a")
        assert ([link.url for link in found.links], found.is_index) == (["https://wire.example/1"], False)
        assert (await reader.links(page, "/news/", "a")).urls == ("https://wire.example/news/1",)
        with pytest.raises(ProblemError):
            await reader.sitemap(Document(b"no sitemap"), "a")
