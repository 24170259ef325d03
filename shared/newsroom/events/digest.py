"""Digest of the live log: counts and order-independent hashes, equal for equal copies. Pure.

Of every article its last change counts, in the bucket of its first publication's hour and its language; a
bucket's hash is the XOR of the first 16 bytes of SHA-256 of `id seq change` (UTF-8, single spaces).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from pydantic import BaseModel, ConfigDict

from newsroom.events.envelope import rfc3339

_HASHED = 16  # bytes


class LastChange(BaseModel):
    """Last change of an article. `first_published_at` is None where only its withdrawal is known."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    seq: int
    change: str
    language: str
    first_published_at: datetime | None

    @property
    def place(self) -> tuple[str, str] | None:
        """The hour and language of its bucket."""
        if self.first_published_at is None:
            return None
        hour = self.first_published_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return rfc3339(hour), self.language


class Bucket(BaseModel):
    """Articles first published in one hour, in one language. `hash` is 32 hexadecimal digits."""

    hour: str
    language: str
    articles: int
    hash: str


class Digest(BaseModel):
    """State of the log at `cursor`; hours and languages without articles have no bucket."""

    cursor: str
    buckets: list[Bucket]


class Tally:
    """Buckets, filled one change after the other."""

    def __init__(self, changes: Iterable[LastChange] = ()) -> None:
        self._buckets: dict[tuple[str, str], tuple[int, int]] = {}
        for change in changes:
            if (place := change.place) is not None:
                self.add(*place, change.article_id, change.seq, change.change)

    def add(self, hour: str, language: str, article_id: str, seq: int, change: str) -> None:
        """Counts the last change of one article."""
        articles, total = self._buckets.get((hour, language), (0, 0))
        self._buckets[hour, language] = articles + 1, total ^ article_hash(article_id, seq, change)

    def buckets(self) -> list[Bucket]:
        """By hour, then language."""
        return [
            Bucket(hour=hour, language=language, articles=articles, hash=f"{total:0{2 * _HASHED}x}")
            for (hour, language), (articles, total) in sorted(self._buckets.items())
        ]


def article_hash(article_id: str, seq: int, change: str) -> int:
    """The part of one article in its bucket's hash."""
    return int.from_bytes(sha256(f"{article_id} {seq} {change}".encode()).digest()[:_HASHED])
