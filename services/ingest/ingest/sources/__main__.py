"""`python -m ingest.sources`: looks at a sources file, and tries a source; `newsroom sources` calls it."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from ingest.settings import IngestSettings
from ingest.sources.config.file import Sources, SourcesFileError, read_sources
from ingest.sources.config.schema import schema
from ingest.sources.trial import try_source


def main() -> int:
    words = _parser().parse_args()
    if words.act == "schema":
        sys.stdout.buffer.write(schema())
        return 0
    path = words.file or IngestSettings().sources
    if path is None:
        return _fail("which file? Name it, or set NEWSROOM_SOURCES")
    try:
        sources = read_sources(path, os.environ)
    except SourcesFileError as error:
        return _fail(str(error))
    return _check(path, sources) if words.act == "check" else _try(words.name, sources)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest.sources", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    check = acts.add_parser("check", help="is the file right?")
    check.add_argument("file", type=Path, nargs="?", help="else NEWSROOM_SOURCES")
    trying = acts.add_parser("try", help="what would be ingested from a source now?")
    trying.add_argument("name")
    trying.add_argument("file", type=Path, nargs="?", help="else NEWSROOM_SOURCES")
    acts.add_parser("schema", help="the JSON Schema of the file")
    return parser


def _check(path: Path, sources: Sources) -> int:
    for source in sources.file.sources:
        state = "" if source.enabled else "  (off)"
        print(f"{source.name:<24} {source.kind:<8} {sources.shown[source.name]}{state}")  # noqa: T201 - a command
    print(f"{path}: right; sources: {len(sources.file.sources)}")  # noqa: T201 - a command's answer
    return 0


def _try(name: str, sources: Sources) -> int:
    source = sources.named(name)
    if source is None:
        known = ", ".join(one.name for one in sources.file.sources) or "none"
        return _fail(f"no source is called {name}; there are: {known}")
    return asyncio.run(try_source(source, sources, IngestSettings(), sys.stdout))


def _fail(reason: str) -> int:
    print(reason, file=sys.stderr)  # noqa: T201 - a command's answer
    return 1


if __name__ == "__main__":
    sys.exit(main())
