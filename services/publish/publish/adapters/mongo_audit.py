"""Who decided what, when and why: `decisions`, `suggestions`, `desk_acts`; written once, never changed back.

`switches` and `curations` hold the newest word on each scope of automatic linking, and on each topic.
"""

from collections.abc import Sequence

from pymongo import UpdateOne

from newsroom.events.catalogue import pair_id
from newsroom.events.desk import ArticleOrder, LinkingSwitch, TopicCuration
from newsroom.events.identity import event_id
from newsroom.events.stories import LinkDecision, LinkSuggestion
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.guards import replace_if_above


@mongo_adapter
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

    async def keep_orders(self, orders: Sequence[ArticleOrder]) -> None:
        await self._keep([_act("order", one.article_id, one.number, one.model_dump()) for one in orders])

    async def keep_curations(self, curations: Sequence[TopicCuration]) -> None:
        named = [(f"{one.language}.{one.tag_id}", one.number, one.model_dump()) for one in curations]
        await self._keep([_act("curation", *one) for one in named])
        if named:
            await self._db.curations.bulk_write([_newest(*one) for one in named], ordered=False)

    async def keep_switches(self, switches: Sequence[LinkingSwitch]) -> None:
        named = [(one.scope, one.number, one.model_dump()) for one in switches]
        await self._keep([_act("switch", *one) for one in named])
        if named:
            await self._db.switches.bulk_write([_newest(*one) for one in named], ordered=False)

    async def _keep(self, acts: list[UpdateOne]) -> None:
        if acts:
            await self._db.desk_acts.bulk_write(acts, ordered=False)


def _act(kind: str, subject: str, number: int, fields: Fields) -> UpdateOne:
    act: Fields = {"kind": kind, **fields}
    return UpdateOne({"_id": f"{kind}.{event_id(subject, number)}"}, {"$setOnInsert": act}, upsert=True)


def _newest(subject: str, number: int, fields: Fields) -> UpdateOne:
    newest = replace_if_above("number", number, {"_id": subject, **fields})
    return UpdateOne({"_id": subject}, newest, upsert=True)
