"""Writes the contracts of the code into docs/: AsyncAPI, schemas of the events, OpenAPI of each service."""

import json
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI

from ingest.app import build as build_ingest
from ingest.settings import IngestSettings
from newsroom.streams.asyncapi import contract_files, write_contracts
from publish.app import build as build_publish
from publish.settings import PublishSettings
from translate.app import build as build_translate
from translate.settings import TranslateSettings

DOCS = Path(__file__).resolve().parent.parent / "docs"


def openapi_files() -> Iterator[tuple[Path, bytes]]:
    """Relative path and contents of each service's document. Connects to nothing."""
    for name, app in _apps():
        document = json.dumps(app.openapi(), indent=2, ensure_ascii=False)
        yield Path("openapi") / f"{name}.json", document.encode() + b"\n"


def generated_files() -> Iterator[tuple[Path, bytes]]:
    """Every generated file of the documentation: relative path and contents."""
    yield from contract_files()
    yield from openapi_files()


def main() -> None:
    write_contracts(DOCS)
    (DOCS / "openapi").mkdir(exist_ok=True)
    for path, contents in openapi_files():
        (DOCS / path).write_bytes(contents)


def _apps() -> Iterator[tuple[str, FastAPI]]:
    # As it is without a setting: metrics on the port of everything else.
    yield "publish", build_publish(PublishSettings(metrics_port=None)).app
    yield "ingest", build_ingest(IngestSettings(metrics_port=None))
    yield "translate", build_translate(TranslateSettings(metrics_port=None)).app


if __name__ == "__main__":
    main()
