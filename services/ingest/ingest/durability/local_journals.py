"""Local journals, while MongoDB is away: written here, registered there, and drained once it is back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from ingest.durability.journal import JournalRecord
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.journals import RegisteredJournal
from newsroom.stores.periodic import Periodic

_SECONDS_BETWEEN_DRAINS = 1.0
_SECONDS_FOR_OTHERS = 5.0
_SECONDS_BETWEEN_LOOKS = 0.1
_log = structlog.get_logger(__name__)


class LocalJournal(Protocol):
    """A local journal that this process has locked. Calls block; they raise StoreUnavailableError."""

    id: str

    @property
    def is_empty(self) -> bool: ...
    def append(self, records: Sequence[bytes]) -> None: ...
    def page(self, start: int) -> tuple[list[bytes], int]: ...
    def clear(self, until: int) -> bool: ...
    def close(self) -> None: ...
    def remove(self) -> None: ...


class LocalFolder(Protocol):
    """The folder of all local journals of this host. Calls block."""

    place: str

    def take(self) -> LocalJournal: ...
    def adopt(self) -> Iterator[LocalJournal]: ...


class Registry(Protocol):
    """MongoDB's registry of local journals. Calls raise StoreUnavailableError."""

    async def report(self, journal_id: str, place: str, drained: int) -> None: ...
    async def all(self) -> Sequence[RegisteredJournal]: ...
    async def remove(self, journal_id: str) -> bool: ...


class EncodedRecords(Protocol):
    """MongoDB's journal, for records as files hold them. Calls raise StoreUnavailableError."""

    async def keep_encoded(self, encoded: Sequence[bytes]) -> None: ...


@dataclass(slots=True)
class LocalJournals:
    """Local journals: this replica's, those of dead ones in its folder, and the wait for all others'."""

    folder: LocalFolder | None
    registry: Registry
    target: EncodedRecords
    encoded: Callable[[JournalRecord], bytes]
    epoch: Callable[[], Awaitable[int]]
    _own: LocalJournal | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _draining: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep(self, records: Sequence[JournalRecord]) -> None:
        """Returns once they are on this replica's disk. Raises StoreUnavailableError."""
        encoded = [self.encoded(record) for record in records]
        async with self._turn:
            own = await self._opened()
            if own is not None:
                await asyncio.to_thread(own.append, encoded)

    def tasks(self) -> list[Periodic]:
        """The periodic draining, where there is a folder."""
        return [Periodic("journal.drain", _SECONDS_BETWEEN_DRAINS, self.drain)] if self.folder else []

    async def drain(self) -> None:
        """Brings to MongoDB what is in this folder, and reports of which epoch that is all."""
        await self._drain(await self.epoch())

    async def check(self) -> None:
        """Raises StoreUnavailableError while a journal is not there to be drained."""
        await self.drain()
        for journal in await self._others():
            if journal.is_silent:
                raise StoreUnavailableError(_waits_for(journal))

    async def gather(self, epoch: int) -> None:
        """Returns once all that was promised before an epoch is in MongoDB. Raises StoreUnavailableError."""
        await self._drain(epoch)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _SECONDS_FOR_OTHERS
        while behind := [journal for journal in await self._others() if journal.drained < epoch]:
            if behind[0].is_silent or loop.time() > deadline:
                raise StoreUnavailableError(_waits_for(behind[0]))
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def aclose(self) -> None:
        """Leaves this replica's own journal."""
        async with self._turn:
            if self._own is None:
                return
            own, self._own = self._own, None
            try:
                await self._left(own)
            except StoreUnavailableError:
                _log.info("journal.left_registered", journal=own.id)
                await asyncio.to_thread(own.close)

    async def _others(self) -> Sequence[RegisteredJournal]:
        own = self._own.id if self._own else None
        return [journal for journal in await self.registry.all() if journal.id != own]

    async def _drain(self, epoch: int) -> None:
        async with self._draining:
            async with self._turn:
                own = await self._opened()
            if self.folder is None or own is None:
                return
            for journal in await asyncio.to_thread(list, self.folder.adopt()):
                try:
                    await self._emptied(journal)
                    await self._left(journal)
                except StoreUnavailableError:
                    await asyncio.to_thread(journal.close)
                    raise
            await self._emptied(own)
            await self.registry.report(own.id, self.folder.place, epoch)

    async def _left(self, journal: LocalJournal) -> None:
        """Takes leave of a journal: what is drained needs no waiting for, what is not stays registered."""
        if journal.is_empty:
            await self.registry.remove(journal.id)
            await asyncio.to_thread(journal.remove)
        else:
            await asyncio.to_thread(journal.close)

    async def _emptied(self, journal: LocalJournal) -> None:
        start = 0
        while not journal.is_empty:
            records, end = await asyncio.to_thread(journal.page, start)
            if records:
                await self.target.keep_encoded(records)
                start = end
                continue
            async with self._turn:
                cleared = await asyncio.to_thread(journal.clear, start)
            if cleared:
                _log.warning("journal.drained", journal=journal.id, bytes=start)

    async def _opened(self) -> LocalJournal | None:
        if self._own is None and self.folder is not None:
            try:
                self._own = await asyncio.to_thread(self.folder.take)
            except OSError as error:
                raise StoreUnavailableError(f"the journal's folder: {error}") from error
        return self._own


def _waits_for(journal: RegisteredJournal) -> str:
    return (
        f"what ingest promised while MongoDB was away is in the journal {journal.id} at {journal.place}: "
        f"start that ingest again, or give it up by `newsroom journal abandon {journal.id}`"
    )
