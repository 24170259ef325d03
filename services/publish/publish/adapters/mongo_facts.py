"""Facts of articles and stories in MongoDB, written by compare-and-set on the numbers that were read.

What this process has written last is known: of it the numbers alone are read again, and where they are as
they were written, so is all else.

Collections: `articles` (ArticleFacts), `revisions` (every content an article ever had, superseded ones
too), `stories` (the newest snapshot of each).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import PublicArticle
from newsroom.events.stories import StorySnapshot
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.text.search_words import words_of
from publish.adapters.newer_only import insert_new
from publish.visibility.facts import ArticleFacts
from publish.visibility.reconcile import ArticleWrite, StoryWrite

# Those of `ArticleFacts.numbers`, in their order; its content's come behind.
_OWN_NUMBERS = ("epoch", "revision", "membership", "suppressed_below", "seq")
_NUMBERS: Fields = dict.fromkeys((*_OWN_NUMBERS, "content.epoch", "content.revision"), 1)
_LETTERS_KNOWN = 4_000_000  # of the texts written last: some hundreds of articles
_SHOWN_FIELDS = PublicArticle.model_fields.keys() - {"cursor"}


class WrittenLast:
    """The facts that were written last, up to so many letters of text."""

    def __init__(self, most_letters: int) -> None:
        self._most_letters = most_letters
        self._letters = 0
        self._facts: dict[str, ArticleFacts] = {}

    def note(self, written: Iterable[ArticleFacts]) -> None:
        """Keeps facts as they were written, and lets the oldest go."""
        for facts in written:
            self._drop(facts.id)
            self._facts[facts.id] = facts
            self._letters += _letters_of(facts)
        while self._letters > self._most_letters:
            self._drop(next(iter(self._facts)))

    def among(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        """Those of these articles that are known."""
        return {article_id: self._facts[article_id] for article_id in ids if article_id in self._facts}

    def _drop(self, article_id: str) -> None:
        if (facts := self._facts.pop(article_id, None)) is not None:
            self._letters -= _letters_of(facts)


def _letters_of(facts: ArticleFacts) -> int:
    """The size of its texts; the public one is the content's, save where a correction waits."""
    texts = (facts.content, facts.public)
    return 1000 + sum(len(one.body or "") + len(one.body_html or "") for one in texts if one is not None)


@mongo_adapter
class MongoFacts:
    """Reads and writes facts. Calls raise `StoreUnavailableError`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._written = WrittenLast(_LETTERS_KNOWN)

    async def keep_contents(self, revisions: Sequence[ArticleRevision]) -> None:
        """Keeps contents in `revisions`, each once."""
        contents: list[Fields] = [
            {
                "_id": f"{r.id}.{r.order}",
                "article_id": r.id,
                "revision": r.revision,
                "epoch": r.epoch,
                "article": r.model_dump(),
            }
            for r in {(one.id, one.order): one for one in revisions}.values()
        ]
        await insert_new(self.db.revisions, contents)

    async def write_stories(self, writes: Sequence[StoryWrite]) -> bool:
        """Writes snapshots, each where its story still has the version that was read."""
        return await self._all_held(
            "stories",
            [_story_fields(write.after) for write in writes if write.before is None],
            [
                ReplaceOne({"_id": write.after.id, "version": write.before}, _story_fields(write.after))
                for write in writes
                if write.before is not None
            ],
        )

    async def write_articles(self, writes: Sequence[ArticleWrite]) -> bool:
        """Writes facts and projections, each where the article still has the numbers that were read."""
        held = await self._all_held(
            "articles",
            [
                {"_id": write.after.id, **_changed(ArticleFacts(_id=write.after.id), write.after)}
                for write in writes
                if write.before is None
            ],
            [
                UpdateOne(_as_read(write.before), {"$set": _changed(write.before, write.after)})
                for write in writes
                if write.before is not None
            ],
        )
        if held:
            self._written.note(write.after for write in writes)
        return held

    async def are_as_read(self, articles: Sequence[ArticleFacts], stories: Sequence[StorySnapshot]) -> bool:
        """Whether these are still as they were read, by their numbers."""
        numbers = {facts.id: facts.numbers for facts in articles}
        if numbers:
            found = self.db.articles.find({"_id": {"$in": list(numbers)}}, _NUMBERS)
            if {fields["_id"]: _numbers(fields) async for fields in found} != numbers:
                return False
        versions = {story.id: story.version for story in stories}
        if versions:
            read = self.db.stories.find({"_id": {"$in": list(versions)}}, {"version": 1})
            return {fields["_id"]: fields["version"] async for fields in read} == versions
        return True

    async def _all_held(
        self, collection: str, inserts: Sequence[Fields], updates: Sequence[UpdateOne | ReplaceOne[Fields]]
    ) -> bool:
        """Inserts and updates; whether nobody else was first with any of them."""
        held = not inserts or await insert_new(self.db[collection], inserts)
        if updates:
            result = await self.db[collection].bulk_write(updates, ordered=False)
            held &= result.matched_count == len(updates)
        return held

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        """The facts of those that are there, in this order."""
        wanted = list(ids)
        found = await self._as_written(wanted)
        if unknown := [article_id for article_id in wanted if article_id not in found]:
            cursor = self.db.articles.find({"_id": {"$in": unknown}})
            found |= {fields["_id"]: ArticleFacts.model_validate(fields) async for fields in cursor}
        return {article_id: found[article_id] for article_id in wanted if article_id in found}

    async def _as_written(self, ids: Sequence[str]) -> dict[str, ArticleFacts]:
        """The facts that are still as this process has written them, by their numbers."""
        written = self._written.among(ids)
        if not written:
            return {}
        cursor = self.db.articles.find(
            {"_id": {"$in": list(written)}}, {**_NUMBERS, "unlogged": 1, "logged_seq": 1}
        )
        return {
            fields["_id"]: written[fields["_id"]].archived(
                unlogged=bool(fields.get("unlogged")), logged_seq=fields.get("logged_seq", 0)
            )
            async for fields in cursor
            if _numbers(fields) == written[fields["_id"]].numbers
        }

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]:
        """The newest snapshots of those that are there."""
        cursor = self.db.stories.find({"_id": {"$in": list(ids)}})
        return {fields["_id"]: _snapshot(fields) async for fields in cursor}

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Ids of articles whose embargo has ended, the earliest first."""
        ended = {"release_at": {"$type": "date", "$lte": now}}  # the type names the partial index
        cursor = self.db.articles.find(ended, {"_id": 1})
        return [fields["_id"] async for fields in cursor.sort("release_at", 1).limit(limit)]

    async def next_release(self) -> datetime | None:
        """The instant at which the next embargo ends."""
        fields = await self.db.articles.find_one(
            {"release_at": {"$type": "date"}}, {"release_at": 1}, sort=[("release_at", 1)]
        )
        return fields["release_at"] if fields else None

    async def released(self, ids: Sequence[str], now: datetime) -> None:
        """Notes that these embargoes have been dealt with."""
        await self.db.articles.update_many(
            {"_id": {"$in": list(ids)}, "release_at": {"$lte": now}}, {"$unset": {"release_at": ""}}
        )

    async def unlogged(self, before: datetime, limit: int) -> list[ArticleFacts]:
        """Articles whose last change, made before an instant, the archive of the live log lacks."""
        cursor = self.db.articles.find({"unlogged": True, "changed_at": {"$lte": before}}).limit(limit)
        return [ArticleFacts.model_validate(fields) async for fields in cursor]


def _public(before: PublicArticle | None, after: PublicArticle | None) -> Fields:
    """The projection; the fields of it that changed, where it was shown before: a link changes few."""
    if before is None or after is None:
        return {"public": after.model_dump(exclude={"cursor"}) if after else None}
    changed = {name for name in _SHOWN_FIELDS if getattr(before, name) != getattr(after, name)}
    return {f"public.{name}": value for name, value in after.model_dump(include=changed).items()}


def _story_fields(snapshot: StorySnapshot) -> Fields:
    fields = snapshot.model_dump()
    return {"_id": fields.pop("id"), **fields}


def _snapshot(fields: Mapping[str, Any]) -> StorySnapshot:
    return StorySnapshot.model_validate({"id": fields["_id"], **fields})


def _numbers(fields: Mapping[str, Any]) -> tuple[int, ...]:
    """As `ArticleFacts.numbers`."""
    content = fields.get("content") or {}
    own = (fields.get(name) or 0 for name in _OWN_NUMBERS)
    return (*own, content.get("epoch") or 0, content.get("revision") or 0)


def _as_read(facts: ArticleFacts) -> Fields:
    """The condition that an article still has the numbers it was read with."""
    read: Fields = {
        "_id": facts.id,
        **{name: _number(value) for name, value in zip(_OWN_NUMBERS, facts.numbers, strict=False)},
    }
    if facts.content is None:
        return {**read, "content": None}
    content = {"content.epoch": _number(facts.content.epoch), "content.revision": facts.content.revision}
    return {**read, **content}


def _number(value: int) -> Any:
    return value or {"$in": [0, None]}  # none is kept where there never was one


def _changed(before: ArticleFacts, after: ArticleFacts) -> Fields:
    """The fields to set: standing, content, membership and projection, each where it changed."""
    fields: Fields = {}
    if (after.epoch, after.revision) != (before.epoch, before.revision):
        fields |= {"epoch": after.epoch, "revision": after.revision, "status": after.status}
    if after.content is not None and after.content is not before.content:
        fields |= {
            "content": after.content.model_dump(),
            "words": words_of(after.content.headline),
            "release_at": after.content.embargo_until,
        }
    if after.membership != before.membership:
        fields |= {
            "story_id": after.assigned_story_id,
            "membership": after.membership,
            "yields_to": after.yields_to,
        }
    if after.suppressed_below != before.suppressed_below:
        fields["suppressed_below"] = after.suppressed_below
    return fields | (_projection(before, after) if after.seq != before.seq else {})


def _projection(before: ArticleFacts, facts: ArticleFacts) -> Fields:
    return {
        "seq": facts.seq,
        **_public(before.public, facts.public),
        "change": facts.change,
        "changed_at": facts.changed_at,
        "topics_before": list(facts.topics_before),
        "topics_after": list(facts.topics_after),
        "topics_ever": list(facts.topics_ever),
        "previous_story_ids": list(facts.previous_story_ids),
        "traceparent": facts.traceparent,
        "unlogged": facts.unlogged,
        "suppression_shown": facts.suppression_shown,
        "replayable_from": facts.replayable_from,
        "released_at": facts.released_at,
        "first_published_at": facts.first_published_at,
    }
