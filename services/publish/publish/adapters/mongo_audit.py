"""Audit trail in `decisions`, `suggestions` and `desk_acts`: each act is inserted once and never changed.

`switches`, `curations`, `quarantines` and `settlements` hold the newest state of each scope of automatic
linking, of each topic, of each source and of each discrepancy;
`held` that of each article's held version.
"""

from collections.abc import Sequence

from pymongo import UpdateOne

from newsroom.events.catalogue import pair_id
from newsroom.events.desk import (
    ArticleOrder,
    DiscrepancySettlement,
    LinkingSwitch,
    SourceQuarantine,
    TopicCuration,
)
from newsroom.events.holds import HeldArticle
from newsroom.events.identity import event_id
from newsroom.events.stories import LinkDecision, LinkSuggestion
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.newer_only import replace_if_above


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
        acts = [_act("order", order.article_id, order.number, order.model_dump()) for order in orders]
        await self._insert(acts)

    async def keep_curations(self, curations: Sequence[TopicCuration]) -> None:
        numbered = [(f"{act.language}.{act.tag_id}", act.number, act.model_dump()) for act in curations]
        await self._insert([_act("curation", *act) for act in numbered])
        if numbered:
            await self._db.curations.bulk_write([_newest(*act) for act in numbered], ordered=False)

    async def keep_switches(self, switches: Sequence[LinkingSwitch]) -> None:
        numbered = [(act.scope, act.number, act.model_dump()) for act in switches]
        await self._insert([_act("switch", *act) for act in numbered])
        if numbered:
            await self._db.switches.bulk_write([_newest(*act) for act in numbered], ordered=False)

    async def keep_quarantines(self, quarantines: Sequence[SourceQuarantine]) -> None:
        numbered = [(act.source, act.number, act.model_dump()) for act in quarantines]
        await self._insert([_act("quarantine", *act) for act in numbered])
        if numbered:
            await self._db.quarantines.bulk_write([_newest(*act) for act in numbered], ordered=False)

    async def keep_settlements(self, settlements: Sequence[DiscrepancySettlement]) -> None:
        numbered = [(act.discrepancy_id, act.number, act.model_dump()) for act in settlements]
        await self._insert([_act("settlement", *act) for act in numbered])
        if numbered:
            await self._db.settlements.bulk_write([_newest(*act) for act in numbered], ordered=False)

    async def keep_held(self, held: Sequence[HeldArticle]) -> None:
        writes = [_newest(one.id, one.number, one.model_dump(exclude={"id"})) for one in held]
        if writes:
            await self._db.held.bulk_write(writes, ordered=False)

    async def _insert(self, acts: list[UpdateOne]) -> None:
        if acts:
            await self._db.desk_acts.bulk_write(acts, ordered=False)


def _act(kind: str, subject: str, number: int, fields: Fields) -> UpdateOne:
    act: Fields = {"kind": kind, **fields}
    return UpdateOne({"_id": f"{kind}.{event_id(subject, number)}"}, {"$setOnInsert": act}, upsert=True)


def _newest(subject: str, number: int, fields: Fields) -> UpdateOne:
    newest = replace_if_above("number", number, {"_id": subject, **fields})
    return UpdateOne({"_id": subject}, newest, upsert=True)
