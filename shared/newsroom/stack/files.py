"""Files that hold keys, and the lock that gives a data folder to one system at a time."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from newsroom.stack.errors import StackError


def write_private(path: Path, text: str) -> None:
    """Rename a new file of mode 600 into place: nobody else reads it, and nobody ever reads half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


@contextmanager
def held(folder: Path) -> Generator[None]:
    """Keep `folder`, made if it is missing, to ourselves. Raises StackError if another system runs in it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StackError(
                f"Another newsroom runs in {folder}: stop it, or choose another folder with --data."
            ) from error
        yield
