"""Static assets under content-addressed names: each holds a digest, so that caches may keep it for ever."""

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PREFIX = "/static"


@dataclass(frozen=True, slots=True)
class Asset:
    """Static file, in memory."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Assets of one folder: `paths` by plain name (`site.css`), `files` by the name with the digest."""

    paths: Mapping[str, str]
    files: Mapping[str, Asset]


def load_assets(folder: Path, prefix: str = PREFIX, further: Iterable[Path] = ()) -> Assets:
    """Reads the folder once, and further files; they are served under `prefix`."""
    paths: dict[str, str] = {}
    files: dict[str, Asset] = {}
    for file in (*sorted(folder.iterdir()), *further):
        content = file.read_bytes()
        name = f"{file.stem}.{hashlib.sha256(content).hexdigest()[:12]}{file.suffix}"
        paths[file.name] = f"{prefix}/{name}"
        files[name] = Asset(content, mimetypes.guess_type(file.name)[0] or "application/octet-stream")
    return Assets(paths, files)
