"""Local journals: files in a folder, for what is promised while MongoDB is away.

Each replica locks a folder of its own under the set one: `<id>/lock`, `<id>/records`. A record in the file is
its length, its CRC-32 and its bytes; it is on disk once `append` returns. What a crash left half written
at the end was never promised and is cut off.
"""

import fcntl
import os
import socket
import struct
import uuid
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from newsroom.stores.errors import StoreFullError, StoreUnavailableError

_HEAD = struct.Struct(">II")
_LARGEST_FILE = 2**30  # bytes
_PAGE = 4 * 2**20


class JournalFile:
    """A locked folder's file of records. Blocking calls, one at a time; they raise StoreUnavailableError."""

    def __init__(self, folder: Path, lock: BinaryIO) -> None:
        self.id = folder.name
        self._folder = folder
        self._lock = lock
        self._file = (folder / "records").open("a+b", buffering=0)
        self._size = self._whole()
        self._file.truncate(self._size)
        for named in (folder, folder.parent):  # a new file is on disk once its folder is
            descriptor = os.open(named, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)

    @property
    def is_empty(self) -> bool:
        return self._size == 0

    def append(self, records: Sequence[bytes]) -> None:
        """Writes records whole, or none."""
        content = b"".join(_HEAD.pack(len(r), zlib.crc32(r)) + r for r in records)
        if self._size + len(content) > _LARGEST_FILE:
            raise StoreFullError("the local journal is full: MongoDB has been away for too long")
        try:
            written = self._file.write(content)
            os.fdatasync(self._file.fileno())
        except OSError as error:
            self._file.truncate(self._size)
            raise StoreUnavailableError(f"the local journal: {error}") from error
        if written != len(content):
            self._file.truncate(self._size)
            raise StoreFullError("the disk of the local journal is full")
        self._size += len(content)

    def page(self, start: int) -> tuple[list[bytes], int]:
        """Records from a position on, and the position behind them."""
        records, size = list[bytes](), 0
        for record in self._records(start):
            records.append(record)
            size += _HEAD.size + len(record)
            if size >= _PAGE:
                break
        return records, start + size

    def clear(self, until: int) -> bool:
        """Empties the file where nothing came after a position."""
        if self._size != until:
            return False
        self._file.truncate(0)
        os.fsync(self._file.fileno())
        self._size = 0
        return True

    def close(self) -> None:
        """Unlocks the folder."""
        self._file.close()
        self._lock.close()

    def remove(self) -> None:
        """Removes the folder, which must be empty of records, and unlocks it."""
        for name in ("records", "lock"):
            (self._folder / name).unlink(missing_ok=True)
        self._folder.rmdir()
        self.close()

    def _whole(self) -> int:
        self._size = os.fstat(self._file.fileno()).st_size
        return sum(_HEAD.size + len(record) for record in self._records(0))

    def _records(self, start: int) -> Iterator[bytes]:
        descriptor = self._file.fileno()
        while len(head := os.pread(descriptor, _HEAD.size, start)) == _HEAD.size:
            length, checksum = _HEAD.unpack(head)
            record = os.pread(descriptor, min(length, _LARGEST_FILE), start + _HEAD.size)
            if len(record) != length or zlib.crc32(record) != checksum:
                return
            yield record
            start += _HEAD.size + length


class JournalFolder:
    """The folder that local journals of all replicas on this volume are in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = f"{socket.gethostname()}:{folder}"

    def take(self) -> JournalFile:
        """A journal that nobody has locked, with what a dead replica left in it; or else a new one."""
        for journal in self.adopt():
            return journal
        return self._locked(self._folder / uuid.uuid4().hex) or self.take()

    def adopt(self) -> Iterator[JournalFile]:
        """The journals that nobody has locked, each locked from now on."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in sorted(path for path in self._folder.iterdir() if path.is_dir()):
            if journal := self._locked(folder):
                yield journal

    def _locked(self, folder: Path) -> JournalFile | None:
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
            lock = (folder / "lock").open("ab")
        except FileNotFoundError:  # its replica has just ended, and removed it
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        if not (folder / "lock").exists():  # removed between the two
            lock.close()
            return None
        return JournalFile(folder, lock)
