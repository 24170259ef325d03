"""Ledger of documents: everything sent to ingest or fetched by it, and the receipt of each article in it."""

import secrets
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from newsroom.events.envelope import Contract

DOCUMENT_ID_PATTERN = r"^[0-9a-f]{22}$"
_RANDOM_BYTES = 5


def document_id(received_at: datetime) -> str:
    """A new id, sortable by time: the later a document was received, the higher it sorts."""
    return first_document_id(received_at) + secrets.token_hex(_RANDOM_BYTES)


def first_document_id(instant: datetime) -> str:
    """Lower bound of every id given from an instant on."""
    return f"{round(instant.timestamp() * 1000):012x}"


class Raw(Contract):
    """Document as it was received: `content` once unpacked, and its attributes from outside.

    `media_type` to `source` are kept for reprocessing. `scope` are the sources that its sender may send for,
    None is every source. Beyond a limit `content` is the document's beginning and `sha256` that of the whole.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    compression: Literal["zstd"] = "zstd"
    content: bytes
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    name: str | None = None
    source: str | None = None
    scope: tuple[str, ...] | None = None
    sha256: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.sha256 is None


class Receipt(Contract):
    """Result of one article: its id where it is known, its status, and why it was refused or is held."""

    id: str | None = None
    revision: int | None = None
    status: str
    problem: str | None = None


class JoinedName(Contract):
    """Alias of an article: the name it was sent under, and the id `into` which it was joined."""

    source: str
    source_id: str
    into: str


class DocumentReceived(Contract):
    """Document or request that ingest received: the data of `document-received`.

    A foreign document is emitted twice: with `raw` before its articles are decided, and with `receipts` once
    they are; other requests once, with both. `sender` is the name of the key, `key_id` distinguishes keys of
    one name, `address` is where the request came from. `size` is in bytes, as sent. `page_named` are sources
    that it shows to have guids which name no articles: theirs are told by their pages.
    """

    id: str = Field(pattern=DOCUMENT_ID_PATTERN)
    received_at: AwareDatetime
    sender: str
    key_id: str = ""
    address: str | None = None
    format: str
    size: int = 0
    raw: Raw | None = None
    sources: tuple[str, ...] = ()
    receipts: tuple[Receipt, ...] | None = None
    joined: tuple[JoinedName, ...] = ()
    page_named: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """1 until its receipts are known, then 2."""
        return 1 if self.receipts is None else 2
