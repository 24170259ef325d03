"""The ledger as publish has kept it: receipts, and documents as they were sent."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from newsroom.events.documents import Raw, Receipt


class KeptReceipt(BaseModel):
    """One request or fetched document: sender, instant, address, and the outcome of each article in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: str = Field(validation_alias="_id")
    received_at: AwareDatetime
    sender: str
    key_id: str = ""
    address: str | None = None
    format: str
    size: int = 0
    media_type: str | None = None
    url: str | None = None
    name: str | None = None
    sources: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] | None = None


class KeptDocument(BaseModel):
    """A document as it was sent, with its receipt; None where that is not known yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    received_at: AwareDatetime
    format: str
    raw: Raw
    receipt: KeptReceipt | None = None

    @property
    def known_ids(self) -> frozenset[str]:
        """The articles that were found in it."""
        receipts = (self.receipt.receipts if self.receipt else None) or ()
        return frozenset(receipt.id for receipt in receipts if receipt.id is not None)


class Doubted(BaseModel):
    """An article that does not seem to be in the language it gives."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    source: str
    source_id: str
    revision: int
    language: str
    language_doubt: str
    headline: str
    received_at: AwareDatetime


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter: of one of these sources, with this article, received since, before the id `before`.

    `scope` is what the asking key may see at all: nothing that is another source's too.
    """

    sources: frozenset[str] | None = None
    scope: frozenset[str] | None = None
    article_id: str | None = None
    since: datetime | None = None
    before: str | None = None
    format: str | None = None


class LedgerArchive(Protocol):
    """The store where publish keeps the ledger. Calls raise StoreUnavailableError."""

    async def receipts(self, selection: Selection, limit: int) -> list[KeptReceipt]:
        """The newest first."""
        ...

    async def doubted(self, sources: frozenset[str] | None, limit: int) -> list[Doubted]:
        """The newest first."""
        ...

    def documents(self, selection: Selection) -> AsyncIterator[KeptDocument]:
        """The oldest first, also those of which no source could be told."""
        ...
