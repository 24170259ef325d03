"""NDJSON in, NDJSON out: answered while it still arrives, with backpressure both ways."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from http import HTTPStatus

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ingest.articles.commands import Outcome
from ingest.formats.media_types import NDJSON
from ingest.http.line_splitter import LineSplitter, TooLong
from ingest.ledger.write import REFUSED
from ingest.pipeline.validate import Line, too_large
from newsroom.http.problems import ProblemError

IngestBatch = Callable[[Sequence[Line]], Awaitable[Sequence[Outcome]]]

_LINES_A_BATCH = 200
_BYTES_A_BATCH = 1_000_000
_PIECES_AHEAD = 16  # of up to 64 kB each: while a batch is written, the next one arrives
# A sender may send everything before it reads an answer, so answers wait here and must not stop the
# reading; some 200,000 of them, and then they do.
_ANSWERS_AHEAD = 1000


class NdjsonResponse(Response):
    """The answer to a body of lines: one line each, in order, as soon as its batch is on disk."""

    def __init__(self, body: AsyncIterator[bytes], limit: int, ingest: IngestBatch) -> None:
        super().__init__(status_code=HTTPStatus.ACCEPTED, media_type=NDJSON)
        self._body = body
        self._splitter = LineSplitter(limit)
        self._too_large = too_large(limit)
        self._ingest = ingest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        pieces = asyncio.Queue[bytes | None](_PIECES_AHEAD)
        answers = asyncio.Queue[bytes | None](_ANSWERS_AHEAD)
        headers = [(b"content-type", NDJSON.encode())]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read(pieces))
            tasks.create_task(self._answer(pieces, answers))
            while (encoded := await answers.get()) is not None:
                await send({"type": "http.response.body", "body": encoded, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _read(self, pieces: asyncio.Queue[bytes | None]) -> None:
        try:
            async for piece in self._body:
                await pieces.put(piece)
        except ClientDisconnect:
            self._splitter.drop_rest()  # what came whole is taken; the line it broke off in is no article
        await pieces.put(None)

    async def _answer(
        self, pieces: asyncio.Queue[bytes | None], answers: asyncio.Queue[bytes | None]
    ) -> None:
        async for batch in self._batches(pieces):
            await answers.put(await encoded_lines(await self._ingest(batch)))
        await answers.put(None)

    async def _batches(self, pieces: asyncio.Queue[bytes | None]) -> AsyncIterator[Sequence[Line]]:
        """All lines that are there, up to the size of a batch; never waits for more than one."""
        waiting: list[Line] = []
        ended = False
        while not ended:
            piece = await pieces.get()
            lines = self._splitter.close() if piece is None else self._splitter.feed(piece)
            waiting += [self._too_large if isinstance(line, TooLong) else line for line in lines]
            ended = piece is None
            while waiting and (ended or pieces.empty() or _is_batch(waiting)):
                yield waiting[:_LINES_A_BATCH]
                waiting = waiting[_LINES_A_BATCH:]


async def encoded_lines(outcomes: Sequence[Outcome]) -> bytes:
    """The lines of an answer; many of them in a thread."""
    if len(outcomes) > _LINES_A_BATCH:
        return await asyncio.to_thread(_joined, outcomes)
    return _joined(outcomes)


def _joined(outcomes: Sequence[Outcome]) -> bytes:
    encoded: dict[int, bytes] = {}  # one problem stands for all lines above a limit
    for outcome in outcomes:
        if id(outcome) not in encoded:
            encoded[id(outcome)] = encoded_line(outcome)
    return b"".join(encoded[id(outcome)] for outcome in outcomes)


def encoded_line(outcome: Outcome) -> bytes:
    """One line of the answer."""
    if isinstance(outcome, ProblemError):
        members: object = {"status": REFUSED, "problem": outcome.as_json()}
    else:
        members = outcome.as_json()
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"


def _is_batch(lines: Sequence[Line]) -> bool:
    if len(lines) >= _LINES_A_BATCH:
        return True
    return sum(len(line) for line in lines if isinstance(line, bytes)) >= _BYTES_A_BATCH
