"""Who decided what, when and why: `decisions` and `suggestions`, written once and never changed back."""

from collections.abc import Sequence

from pymongo import UpdateOne

from newsroom.events.catalogue import pair_id
from newsroom.events.stories import LinkDecision, LinkSuggestion
from publish.adapters.guards import replace_if_above
from publish.adapters.mongo import Database


class MongoAudit:
    """Keeps every decision, and of each suggestion its newest state."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep_decisions(self, decisions: Sequence[LinkDecision]) -> None:
        writes = [
            UpdateOne(
                {"_id": f"{pair_id(d.article_id, d.other_id)}.{d.number}"},
                {"$setOnInsert": d.model_dump()},
                upsert=True,
            )
            for d in decisions
        ]
        if writes:
            await self._db.decisions.bulk_write(writes, ordered=False)

    async def keep_suggestions(self, suggestions: Sequence[LinkSuggestion]) -> None:
        writes = [
            UpdateOne(
                {"_id": s.id},
                replace_if_above("number", s.number, {"_id": s.id, **s.model_dump(exclude={"id"})}),
                upsert=True,
            )
            for s in suggestions
        ]
        if writes:
            await self._db.suggestions.bulk_write(writes, ordered=False)
