"""Probe from ingest to publish: an article that is withdrawn for ever is sent once more, and looked for."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from pydantic import BaseModel

from newsroom.client.ingest_client import post_with_retries
from newsroom.events.articles import ArticleDraft, Reference
from newsroom.stores.article_records import ArticleRecord, MongoArticleRecords

CANARY = Reference(source="canary", source_id="canary")
HEADLINE = "A canary, not news"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # the desk's board has it at its very end
_WITHDRAWN = "withdrawn"
_POLL_SECONDS = 0.05
_JSON = "application/json"


class CanaryAliveError(Exception):
    """The canary's article is not withdrawn any more: it was withdrawn again, and must not be sent."""


class _Result(BaseModel):
    revision: int
    status: str


class _Withdrawal(BaseModel):
    source: str = CANARY.source
    source_id: str = CANARY.source_id
    reason: str = "the canary is never shown"


@dataclass(frozen=True, slots=True)
class Probe:
    """Sender of the canary to one ingest, whose facts publish keeps. Its calls raise httpx.HTTPError."""

    ingest: httpx.AsyncClient
    records: MongoArticleRecords

    async def withdraw(self) -> None:
        """Withdraws the article before it is ever sent; idempotent."""
        await self._post("withdrawals", _Withdrawal().model_dump_json())

    async def send(self) -> tuple[float, int]:
        """Sends a new revision; the instant before it, by the monotonic clock, and the revision.

        Raises CanaryAliveError where somebody restored the article; it is withdrawn once more before.
        """
        draft = ArticleDraft(
            source=CANARY.source,
            source_id=CANARY.source_id,
            language="en",
            headline=HEADLINE,
            published_at=_LONG_AGO,
            body=f"Nobody sees this article. Its number is {secrets.token_hex(8)}.",
        )
        start = time.monotonic()
        result = await self._post("articles", draft.model_dump_json(exclude_unset=True))
        if result.status != _WITHDRAWN:
            await self.withdraw()
            raise CanaryAliveError(f"the canary's article was {result.status}: it is withdrawn again")
        return start, result.revision

    async def handled(self, revision: int) -> None:
        """Waits until publish has that revision. Raises StoreUnavailableError."""
        while not _has(await self.records.article(CANARY.article_id), revision):  # noqa: ASYNC110 - see below
            await asyncio.sleep(_POLL_SECONDS)  # MongoDB is asked; nobody here could set an event

    async def _post(self, call: str, body: str) -> _Result:
        response = await post_with_retries(self.ingest, f"/v1/{call}", body.encode(), _JSON)
        return _Result.model_validate_json(response.raise_for_status().content)


def _has(record: ArticleRecord | None, revision: int) -> bool:
    return record is not None and (record.revision or 0) >= revision
