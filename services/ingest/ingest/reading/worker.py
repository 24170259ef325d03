"""A worker: `python -m ingest.reading.worker MEMORY SECONDS` reads documents from its standard input.

Answers each on its standard output, one frame after the other, until its input ends. Says that it is ready
by an empty frame.
"""

import os
import sys
import traceback
from importlib import import_module
from typing import BinaryIO

from ingest.formats.media_types import Format
from ingest.formats.read import adapter, read, read_links
from ingest.reading.confinement import allow_cpu, confine
from ingest.reading.frames import (
    LENGTH,
    OUT_OF_MEMORY,
    Answer,
    Fault,
    Request,
    Task,
    decoded_request,
    encoded_answer,
    framed,
)
from newsroom.http.problems import ProblemError

_TRACEBACK = 4000  # characters
_NICENESS = 10


def main() -> None:
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    # What a library prints must not come between the frames.
    with os.fdopen(os.dup(1), "wb") as answers, os.fdopen(os.dup(0), "rb") as requests:
        os.dup2(2, 1)
        for kind in Format:
            adapter(kind)
        import_module("ingest.formats.web.links")
        # Who waits for an article must not wait for another's document.
        os.nice(_NICENESS)
        confine(memory)
        answers.write(framed(b""))
        answers.flush()
        _serve(requests, answers, seconds)


def _serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    while length := requests.read(LENGTH):
        allow_cpu(seconds)
        try:
            answer = encoded_answer(_answer(decoded_request(requests.read(int.from_bytes(length)))))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # whatever was half done is gone with the process
        answers.write(framed(answer))
        answers.flush()


def _answer(request: Request) -> Answer:
    try:
        match request.task:
            case Task.READ:
                return read(request.document)
            case Task.SITEMAP:
                return read_links(request.document, None)
            case Task.LINKS:
                return read_links(request.document, request.pattern)
    except ProblemError as problem:
        return problem
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the process's edge: a fault of ours ends one document, not the worker
        return Fault(traceback.format_exc()[-_TRACEBACK:])


if __name__ == "__main__":
    main()
