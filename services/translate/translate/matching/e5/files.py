"""Converted files: where they lie, and the manifest that tells if they are whole and of these weights."""

import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from translate.matching.e5.weights_file import SOURCE

GRAPH, PIECES, TEXT, MANIFEST = "e5-small-int8.onnx", "pieces.model", "text.json", "manifest.json"
CONVERSION = 1
"""Raised with every change of what the conversion makes: vectors of another are not compared."""


class Manifest(BaseModel):
    """Model and files of a conversion; digests are hexadecimal SHA-256."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    graph: str
    pieces: str
    text: str


class TextRules(BaseModel):
    """Rules of a text beside its cutting into pieces: normal forms of characters, and the outer tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    normal_forms: dict[int, str]
    begin: int
    end: int


def folder() -> Path:
    """The folder of the converted files, beside the installation that they are converted for."""
    return Path(sys.prefix) / "share" / "newsroom" / "e5"


def model_name() -> str:
    """Name of the converted model. Raises PackageNotFoundError where its weights are not installed."""
    return f"e5-int8-{CONVERSION}-{SOURCE}-{version(SOURCE)}"


def manifest_of(path: Path) -> Manifest:
    """The manifest that a folder's files should have. Raises OSError."""
    graph, pieces, text = (_digest(path / name) for name in (GRAPH, PIECES, TEXT))
    return Manifest(model=model_name(), graph=graph, pieces=pieces, text=text)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def is_converted(path: Path) -> bool:
    """Whether a folder holds a whole conversion of the installed weights; read once for each process."""
    try:
        manifest = Manifest.model_validate_json((path / MANIFEST).read_bytes())
        made = manifest_of(path)
    except (OSError, ValidationError, PackageNotFoundError):
        return False
    return manifest == made
