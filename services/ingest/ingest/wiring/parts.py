"""The parts of ingest over its connections: adapters, the pipeline, the desk's orders, the gate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.access.keys import KeyRing
from ingest.access.rate_limit import Limits
from ingest.adapters.key_file import KeyFile
from ingest.adapters.mongo_aliases import MongoAliases
from ingest.adapters.mongo_articles import MongoArticles
from ingest.adapters.mongo_desk_settings import MongoDeskSettings
from ingest.adapters.mongo_journal import MongoJournal
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.redis_aliases import RedisAliases
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_desk_settings import RedisDeskSettings
from ingest.adapters.redis_ledger import RedisLedger
from ingest.adapters.redis_rate_limiter import RedisRateLimiter
from ingest.adapters.redis_settings import read_facts
from ingest.articles.apply import ChangeLoop
from ingest.articles.change import RevisionBuilder
from ingest.articles.desk_orders import DeskOrders
from ingest.articles.desk_settings import DeskSettings
from ingest.articles.overwrites import OverwriteCheck
from ingest.content.categories import CategoryTable
from ingest.content.language import LanguageCheck, detector
from ingest.content.source_rules import SourceRules
from ingest.content.tags import TagTable
from ingest.durability.journal import GroupCommit, JournaledArticles, MongoFirst
from ingest.durability.replay import prune, replay
from ingest.durability.restore import RedisFirst, restore_states, without_mongo
from ingest.durability.restore_settings import restore_settings
from ingest.durability.watch import DurabilityWatch
from ingest.identity.join import IdentityResolver
from ingest.identity.restore import restore_aliases
from ingest.ledger.write import Ledger
from ingest.pipeline.pipeline import ArticlePipeline
from ingest.pipeline.reprocess import Reprocessor
from ingest.pipeline.validate import DraftValidator, Validator
from ingest.reading.reader import DocumentReader
from ingest.settings import IngestSettings
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_HELD, ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.stores.deployment import Deployment
from newsroom.stores.epoch import EpochGuard, Restoration, epoch_number
from newsroom.stores.mongo import MongoDeployment, MongoEpochs
from newsroom.stores.periodic import Periodic
from newsroom.streams.connections import Connections
from newsroom.streams.high_water import StreamPositions, sortable
from newsroom.streams.retention import finished_until
from newsroom.streams.topology import INGEST, PUBLISH

_JOURNALED = (ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, ARTICLE_HELD)
_SECONDS_BETWEEN_PRUNINGS = 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """The use cases that the edges call, and what guards them."""

    keys: KeyRing
    key_file: KeyFile
    watch: DurabilityWatch
    pipeline: ArticlePipeline
    ledger: MongoLedger
    reprocessor: Reprocessor
    orders: DeskOrders
    settings: DeskSettings
    guard: EpochGuard
    tasks: Sequence[Periodic]


def parts_of(settings: IngestSettings, connections: Connections, reader: DocumentReader) -> Parts:
    """Raises ValueError for a language or a table in the settings that is none."""
    redis, topology, publisher = connections.redis, connections.topology, connections.publisher
    clock = connections.clock
    articles, archive = RedisArticles(redis, topology, publisher), MongoArticles(connections.db)
    journal = MongoJournal(connections.db)
    aliases, rules = RedisAliases(redis, topology, publisher), SourceRules(settings.source_rules)
    stored = RedisDeskSettings(redis, topology)
    desk_settings = DeskSettings(stored)
    guard = _guard(connections, articles, archive, journal, aliases, rules, stored)
    watch = _watch(settings, connections, guard, desk_settings)
    detect, check = detector(settings.languages), LanguageCheck.of(rules, settings.languages)
    builder = RevisionBuilder(detect, TagTable.read(settings.tag_table), check)
    journaled = JournaledArticles(articles, GroupCommit(MongoFirst(journal, None)))
    changes = ChangeLoop(journaled, archive, builder, clock, OverwriteCheck(rules))
    categories = CategoryTable.read(settings.category_table)
    drafts = DraftValidator(settings.languages, check)
    limits = Limits(
        RedisRateLimiter(redis, topology, clock),
        settings.article_limit,
        settings.document_limit,
        settings.wrong_key_rate,
        settings.address_rate,
    )
    pipeline = ArticlePipeline(
        watch,
        Ledger(RedisLedger(redis, topology), clock, settings.ledger_daily_bytes),
        reader,
        Validator(drafts, categories, clock, settings.article_limit, rules),
        limits,
        IdentityResolver(rules, aliases, journaled.read, detect),
        changes,
        desk_settings,
    )
    ledger, key_file = MongoLedger(connections.db), KeyFile(settings.ingest_keys_file)
    return Parts(
        KeyRing(settings.ingest_key, settings.ingest_keys, key_file, settings.ingest_rate),
        key_file,
        watch,
        pipeline,
        ledger,
        Reprocessor(ledger, pipeline),
        DeskOrders(changes, desk_settings),
        desk_settings,
        guard,
        [_pruning(connections, articles, journal)],
    )


def _pruning(connections: Connections, articles: RedisArticles, journal: MongoJournal) -> Periodic:
    """Takes out of the journal what publish has confirmed."""
    streams = [stream for kind in _JOURNALED for stream in connections.topology.physical(kind.stream)]

    async def finished() -> Mapping[str, str]:
        found = [await finished_until(connections.redis, stream, PUBLISH) for stream in streams]
        return {stream: sortable(at) if at else "" for stream, at in zip(streams, found, strict=True)}

    return Periodic(
        "journal.prune", _SECONDS_BETWEEN_PRUNINGS, lambda: prune(journal, articles.epoch, finished)
    )


def _guard(
    connections: Connections,
    articles: RedisArticles,
    archive: MongoArticles,
    journal: MongoJournal,
    aliases: RedisAliases,
    rules: SourceRules,
    settings: RedisDeskSettings,
) -> EpochGuard:
    """Restores Redis' states and aliases from the journal and MongoDB where they were lost."""
    positions = StreamPositions(connections.redis, connections.topology, INGEST)

    async def restore(restoration: Restoration) -> int:
        replayed = await replay(journal, articles, restoration.fence)
        await journal.carry(epoch_number(restoration.epoch), await positions.read())
        restored = await restore_states(articles, archive, restoration.fence)
        await restore_aliases(MongoAliases(connections.db), aliases, rules, connections.clock.now())
        await restore_settings(MongoDeskSettings(connections.db), settings)
        return replayed + restored

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(INGEST),
        connections.publisher,
        owner=INGEST,
        epochs=RedisFirst(articles, MongoEpochs(connections.db, INGEST), journal),
        restore=restore,
        positions=positions.read,
        scripts=[connections.publisher.script, *articles.scripts],
        check_stores=without_mongo(Deployment(connections.redis, MongoDeployment(connections.db)).check),
    )


def _watch(
    settings: IngestSettings, connections: Connections, guard: EpochGuard, desk_settings: DeskSettings
) -> DurabilityWatch:
    """The watch over Redis, which has lost numbers restored and the desk's settings read anew."""

    async def ensure_numbers() -> None:
        if not await guard.holds():
            await guard.ensure()
        await desk_settings.refresh()

    return DurabilityWatch(lambda: read_facts(connections.redis), ensure_numbers, settings.memory_ceiling)
