"""What was sent to ingest or fetched by it, as it was, and what became of each article in it."""

import secrets
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, Field

from newsroom.events.envelope import Contract

DOCUMENT_ID_PATTERN = r"^[0-9a-f]{22}$"
_RANDOM_BYTES = 5


def document_id(received_at: datetime) -> str:
    """A new name: the later a document was received, the higher it sorts."""
    return first_document_id(received_at) + secrets.token_hex(_RANDOM_BYTES)


def first_document_id(instant: datetime) -> str:
    """What every name given from an instant on sorts after."""
    return f"{round(instant.timestamp() * 1000):012x}"


class Raw(Contract):
    """What was sent, as it was: `content` once unpacked, and all that was known of it from outside.

    `media_type` to `source` are as they are given to whoever reads the document again. `scope` are the
    sources that its sender may send for, None is every source.
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


class Receipt(Contract):
    """What became of one article: its id where it could be told, what was answered, or why not."""

    id: str | None = None
    revision: int | None = None
    status: str
    problem: str | None = None


class JoinedName(Contract):
    """An article was sent under another name than its own, `into`."""

    source: str
    source_id: str
    into: str


class DocumentReceived(Contract):
    """Somebody sent something: the data of `document-received`.

    A foreign document is said twice: with `raw` before its articles are taken, and with `receipts` once they
    are; other requests once, with both. `sender` is the name of the key, `key_id` tells keys of one name
    apart, `address` is where the request came from. `size` is in bytes, as sent.
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

    @property
    def number(self) -> int:
        """1 until it is known what became of it, then 2."""
        return 1 if self.receipts is None else 2
