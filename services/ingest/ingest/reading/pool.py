"""Pool of workers that read documents: child processes, kept warm, killed and replaced when over a limit.

A worker is an interpreter of its own, begun by exec: without our environment, our sockets or our memory.
"""

import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeVar

import structlog

from ingest.formats.document import Document
from ingest.formats.links import PageLinks, Sitemap
from ingest.formats.read import ParsedDocument
from ingest.reading import frames
from ingest.reading.frames import Request, Task
from ingest.reading.reader import Harm, harmful, overloaded, too_many_at_once
from newsroom.http.problems import ProblemError
from newsroom.runtime import metrics

T = TypeVar("T")
_log = structlog.get_logger(__name__)
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1"}  # else numpy asks for memory by the number of cores
_SECONDS_TO_START = 60.0
_SECONDS_BETWEEN_STARTS = 1.0
_SECONDS_TO_WAIT = 60.0  # for a worker that is free
_DOCUMENTS_A_WORKER = 1000  # then a fresh one takes its place: what leaks does not add up for ever
_WAITING_BYTES = 200_000_000  # of documents that wait together
_WAITING_OF_A_SENDER = 8
_LARGE = 100_000  # bytes: decoding as much takes about as long as the loop may be kept
_BUFFER = 1_000_000  # bytes read ahead of a worker's answer


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits of one document: seconds by the clock, memory and output in bytes."""

    seconds: float = 30.0
    memory: int = 512_000_000
    output: int = 100_000_000


class _OverLimitError(Exception):
    def __init__(self, harm: Harm) -> None:
        super().__init__(harm.value)
        self.harm = harm


@dataclass(slots=True, eq=False)
class _Worker:
    process: Process
    documents: int = 0

    async def ask(self, request: bytes, limits: ReadingLimits) -> bytes:
        """The answer to a request. Raises _OverLimitError; the worker is of no use then."""
        try:
            async with asyncio.timeout(limits.seconds):
                return await self._exchange(request, limits.output)
        except TimeoutError as error:
            raise _OverLimitError(Harm.TIME) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise _OverLimitError(_harm_of(await self.process.wait())) from error

    async def ready(self) -> None:
        """Raises TimeoutError, and IncompleteReadError where it has ended instead."""
        async with asyncio.timeout(_SECONDS_TO_START):
            await _stdout(self.process).readexactly(frames.LENGTH)

    async def end(self) -> None:
        """Kills it, and waits for its end."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def _exchange(self, request: bytes, most: int) -> bytes:
        self.documents += 1
        requests, answers = _stdin(self.process), _stdout(self.process)
        requests.write(frames.framed(request))
        await requests.drain()
        length = int.from_bytes(await answers.readexactly(frames.LENGTH))
        if length > most:
            raise _OverLimitError(Harm.OUTPUT)
        return await answers.readexactly(length)


class ReaderPool:
    """Reads documents in workers. The first document starts them, `aclose` ends them.

    A sender's documents take turns: they never hold the last worker that is free for the others.
    """

    def __init__(self, workers: int, limits: ReadingLimits) -> None:
        self._count = workers
        self._limits = limits
        self._idle = asyncio.Queue[_Worker]()
        self._alive: set[_Worker] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._turns: dict[str, asyncio.Semaphore] = {}
        self._of_sender = Counter[str]()
        self._waiting_bytes = 0
        self._is_open = True

    async def read(self, document: Document, sender: str) -> ParsedDocument:
        """The parts of a document. Raises ProblemError."""
        return await self._done(Request(Task.READ, document), sender, ParsedDocument)

    async def sitemap(self, document: Document, sender: str) -> Sitemap:
        """The links of a sitemap. Raises ProblemError."""
        return await self._done(Request(Task.SITEMAP, document), sender, Sitemap)

    async def links(self, document: Document, pattern: str, sender: str) -> PageLinks:
        """The links of a page. Raises ProblemError."""
        return await self._done(Request(Task.LINKS, document, pattern), sender, PageLinks)

    async def _done(self, request: Request, sender: str, wanted: type[T]) -> T:
        encoded, document = frames.encoded_request(request), request.document
        async with self._turn(sender, len(encoded)):
            answer = await self._answer(encoded)
        match answer:
            case ProblemError():
                raise answer
            case frames.Fault(traceback):
                _log.error("reader.fault", traceback=traceback, name=document.name, url=document.url)
                raise harmful(Harm.FAULT)
        if not isinstance(answer, wanted):
            raise harmful(Harm.CRASH)  # a worker that answers what it was not asked is nobody's
        return answer

    async def aclose(self) -> None:
        """Ends the workers; documents that are being read end in a refusal for now."""
        self._is_open = False
        for start in self._starts:
            start.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in list(self._alive)))

    @contextlib.asynccontextmanager
    async def _turn(self, sender: str, size: int) -> AsyncIterator[None]:
        """Waits for the sender's turn. Raises ProblemError where too much waits."""
        if self._of_sender[sender] >= _WAITING_OF_A_SENDER:
            raise too_many_at_once()
        if self._waiting_bytes and self._waiting_bytes + size > _WAITING_BYTES:
            raise overloaded()
        turns = self._turns.setdefault(sender, asyncio.Semaphore(max(1, self._count - 1)))
        self._of_sender[sender] += 1
        self._waiting_bytes += size
        try:
            async with turns:
                yield
        finally:
            self._waiting_bytes -= size
            self._of_sender[sender] -= 1
            if not self._of_sender[sender]:
                del self._of_sender[sender], self._turns[sender]

    async def _answer(self, request: bytes) -> frames.Answer:
        worker = await self._free_worker()
        is_well = False
        try:
            content = await worker.ask(request, self._limits)
            is_well = True
        except _OverLimitError as over:
            if not self._is_open:
                raise overloaded() from over
            metrics.READER_WORKERS_KILLED.labels(reason=over.harm).inc()
            _log.warning("reader.worker_killed", reason=over.harm, bytes=len(request))
            raise harmful(over.harm) from over
        finally:  # also where the caller was cancelled: an answer may still come, and would be another's
            if is_well and worker.documents < _DOCUMENTS_A_WORKER:
                self._idle.put_nowait(worker)
            else:
                await asyncio.shield(self._replace(worker))
        try:
            if len(content) > _LARGE:
                return await asyncio.to_thread(frames.decoded_answer, content)
            return frames.decoded_answer(content)
        except frames.BrokenAnswerError as error:
            raise harmful(Harm.CRASH) from error

    async def _free_worker(self) -> _Worker:
        """Raises ProblemError where none becomes free."""
        if not self._is_open:
            raise overloaded()
        while len(self._alive) + len(self._starts) < self._count:
            self._begin()
        try:
            async with asyncio.timeout(_SECONDS_TO_WAIT):
                return await self._idle.get()
        except TimeoutError as error:
            raise overloaded() from error

    async def _replace(self, worker: _Worker) -> None:
        self._alive.discard(worker)
        if self._is_open:
            self._begin()
        await worker.end()

    def _begin(self) -> None:
        start = asyncio.create_task(self._start(), name="reader.start")
        self._starts.add(start)
        start.add_done_callback(self._starts.discard)

    async def _start(self) -> None:
        """Starts a worker, again and again until one is ready."""
        arguments = ("-I", "-X", "utf8", "-m", "ingest.reading.worker")
        limits = (str(self._limits.memory), str(self._limits.seconds))
        while True:
            try:
                process = await create_subprocess_exec(
                    *(sys.executable, *arguments, *limits),
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=DEVNULL,
                    env=_ENVIRONMENT,
                    limit=_BUFFER,
                    start_new_session=True,  # Ctrl-C is for the parent, which ends it
                )
            except OSError as error:
                await self._wait_before_next(str(error))
                continue
            worker = _Worker(process)
            try:
                await worker.ready()
            except (TimeoutError, asyncio.IncompleteReadError) as error:
                await worker.end()
                await self._wait_before_next(repr(error))
                continue
            except asyncio.CancelledError:
                await worker.end()
                raise
            self._alive.add(worker)
            self._idle.put_nowait(worker)
            return

    async def _wait_before_next(self, reason: str) -> None:
        _log.error("reader.worker_not_started", reason=reason)
        await asyncio.sleep(_SECONDS_BETWEEN_STARTS)


def _harm_of(exit_code: int) -> Harm:
    if exit_code == frames.OUT_OF_MEMORY:
        return Harm.MEMORY
    return Harm.TIME if exit_code == -signal.SIGXCPU else Harm.CRASH


def _stdin(process: Process) -> asyncio.StreamWriter:
    if process.stdin is None:
        raise RuntimeError("a worker is started with a pipe")
    return process.stdin


def _stdout(process: Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise RuntimeError("a worker is started with a pipe")
    return process.stdout
