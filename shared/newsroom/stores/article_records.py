"""Records of one article in MongoDB, as an operator sees them: what publish and ingest have written of it.

Read over the indexes that their owners keep; no text of an article is read but its headline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom.stores.mongo import Database, Fields, mongo_adapter

_MOST = 50  # of receipts and entries of the live log, the newest
_SHOWN = {
    "revision": 1,
    "status": 1,
    "story_id": 1,
    "yields_to": 1,
    "release_at": 1,
    "seq": 1,
    "change": 1,
    "changed_at": 1,
    "unlogged": 1,
    "cursor": 1,
    "public.revision": 1,
    "public.url": 1,
    "content.source": 1,
    "content.source_id": 1,
    "content.language": 1,
    "content.headline": 1,
    "content.embargo_until": 1,
    "content.received_at": 1,
    "content.first_received_at": 1,
}


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Facts and projection of an article. Without a `revision` publish knows its place in a story alone.

    `public_revision` is what readers see, None where they see nothing; `release_at` is an embargo's end.
    """

    id: str
    revision: int | None
    status: str | None
    source: str | None
    source_id: str | None
    language: str | None
    headline: str | None
    received_at: datetime | None
    first_received_at: datetime | None
    release_at: datetime | None
    story_id: str | None
    yields_to: str | None
    seq: int | None
    change: str | None
    changed_at: datetime | None
    unlogged: bool
    public_revision: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """Hold of an article: its status, and the doubts in words."""

    source: str
    source_id: str
    status: str
    revision: int
    changed_at: datetime
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """Story: the article of each language, or what it was merged into."""

    id: str
    version: int
    articles: Mapping[str, str]
    merged_into: str | None


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """Document that an article came in, and what it was answered."""

    document_id: str
    received_at: datetime
    sender: str
    address: str | None
    format: str
    size: int
    place: str
    status: str
    revision: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class LogRecord:
    """Entry of the live log's archive."""

    cursor: str
    seq: int
    change: str


@dataclass(frozen=True, slots=True)
class ArticleRecords:
    """All that MongoDB has of one subject. `unconfirmed` counts journaled changes."""

    article: ArticleRecord | None = None
    held: HeldRecord | None = None
    story: StoryRecord | None = None
    receipts: tuple[ReceiptRecord, ...] = ()
    live_log: tuple[LogRecord, ...] = ()
    revisions: tuple[int, ...] = ()
    unconfirmed: int = 0


@mongo_adapter
class MongoArticleRecords:
    """Reads the records. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def joined(self, article_id: str) -> str | None:
        """The article that another name with this id was joined to, if it was."""
        fields = await self._db.names.find_one({"_id": article_id})
        return None if fields is None else str(fields["into"])

    async def records(self, subject: str) -> ArticleRecords:
        """Everything of an article's or a story's id."""
        article = await self.article(subject)
        held = await self._db.held.find_one({"_id": subject})
        story_id = article.story_id if article and article.story_id else subject
        story = await self._db.stories.find_one({"_id": story_id})
        return ArticleRecords(
            article=article,
            held=None if held is None else _held(held),
            story=None if story is None else _story(story),
            receipts=await self._receipts(subject),
            live_log=await self._live_log(subject),
            revisions=await self._revisions(subject),
            unconfirmed=await self._unconfirmed(subject),
        )

    async def article(self, article_id: str) -> ArticleRecord | None:
        """The facts of an article alone."""
        fields = await self._db.articles.find_one({"_id": article_id}, _SHOWN)
        return None if fields is None else _article(fields)

    async def _receipts(self, subject: str) -> tuple[ReceiptRecord, ...]:
        newest = self._db.receipts.find({"receipts.id": subject}).sort("_id", -1).limit(_MOST)
        known = [_receipt(fields, subject) async for fields in newest]
        return tuple(reversed(known))

    async def _live_log(self, subject: str) -> tuple[LogRecord, ...]:
        shown = {"seq": 1, "change": 1}
        newest = self._db.live_log.find({"article_id": subject}, shown).sort("seq", -1).limit(_MOST)
        known = [
            LogRecord(_cursor(fields["_id"]), fields["seq"], fields["change"]) async for fields in newest
        ]
        return tuple(reversed(known))

    async def _revisions(self, subject: str) -> tuple[int, ...]:
        stored = self._db.revisions.find({"article_id": subject}, {"revision": 1}).limit(1000)
        return tuple(sorted([int(fields["revision"]) async for fields in stored]))

    async def _unconfirmed(self, subject: str) -> int:
        # The ids of an article's changes begin with its own.
        bounds = {"$gte": f"{subject}.", "$lt": f"{subject}/"}
        return int(await self._db.journal.count_documents({"_id": bounds}))


def _article(fields: Fields) -> ArticleRecord:
    content, public = fields.get("content") or {}, fields.get("public") or {}
    return ArticleRecord(
        id=fields["_id"],
        revision=fields.get("revision"),
        status=fields.get("status"),
        source=content.get("source"),
        source_id=content.get("source_id"),
        language=content.get("language"),
        headline=content.get("headline"),
        received_at=content.get("received_at"),
        first_received_at=content.get("first_received_at"),
        release_at=fields.get("release_at"),
        story_id=fields.get("story_id"),
        yields_to=fields.get("yields_to"),
        seq=fields.get("seq"),
        change=fields.get("change"),
        changed_at=fields.get("changed_at"),
        unlogged=bool(fields.get("unlogged")),
        public_revision=public.get("revision"),
        url=public.get("url"),
    )


def _held(fields: Fields) -> HeldRecord:
    doubts = tuple(str(doubt["reason"]) for doubt in fields.get("doubts") or ())
    return HeldRecord(
        fields["source"],
        fields["source_id"],
        fields["status"],
        fields["revision"],
        fields["changed_at"],
        doubts,
    )


def _story(fields: Fields) -> StoryRecord:
    articles = {language: str(own["id"]) for language, own in (fields.get("articles") or {}).items()}
    return StoryRecord(fields["_id"], fields["version"], articles, fields.get("merged_into"))


def _receipt(fields: Fields, subject: str) -> ReceiptRecord:
    own: Sequence[Fields] = [result for result in fields["receipts"] if result.get("id") == subject]
    place = fields.get("url") or fields.get("name") or ""
    return ReceiptRecord(
        document_id=fields["_id"],
        received_at=fields["received_at"],
        sender=fields["sender"],
        address=fields.get("address"),
        format=fields["format"],
        size=fields["size"],
        place=place,
        status=own[-1]["status"],
        revision=own[-1].get("revision"),
        problem=own[-1].get("problem"),
    )


def _cursor(sort_key: str) -> str:
    """The entry id that a key of the archive stands for: the same numbers, padded with zeros."""
    ms, _, number = sort_key.partition("-")
    return f"{int(ms)}-{int(number)}"
