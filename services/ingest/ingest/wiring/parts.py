"""The parts of ingest over its connections: adapters, the pipeline, the desk's orders, the gate."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.access.keys import KeyRing
from ingest.access.rate_limit import Limits
from ingest.adapters.key_file import KeyFile
from ingest.adapters.mongo_aliases import MongoAliases
from ingest.adapters.mongo_articles import MongoArticles
from ingest.adapters.mongo_desk_settings import MongoDeskSettings
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.redis_aliases import RedisAliases
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_desk_settings import RedisDeskSettings
from ingest.adapters.redis_ledger import RedisLedger
from ingest.adapters.redis_page_named import RedisPageNamed
from ingest.adapters.redis_rate_limiter import RedisRateLimiter
from ingest.adapters.redis_settings import read_facts
from ingest.adapters.redis_suspicion import RedisSuspicion
from ingest.articles.apply import ChangeLoop
from ingest.articles.change import RevisionBuilder
from ingest.articles.desk_orders import DeskOrders
from ingest.articles.desk_settings import DeskSettings
from ingest.articles.overwrites import OverwriteCheck
from ingest.articles.suspicion import SuspicionWatch
from ingest.content.categories import CategoryTable
from ingest.content.language import LanguageCheck, detector
from ingest.content.source_rules import SourceRules
from ingest.content.tags import TagTable
from ingest.durability.restore import RedisWithoutMongo, restore_states, without_mongo
from ingest.durability.restore_settings import restore_settings
from ingest.durability.watch import DurabilityWatch
from ingest.formats.values.strict import load_tables
from ingest.identity.join import IdentityResolver
from ingest.identity.names import NameResolver
from ingest.identity.restore import restore_aliases
from ingest.ledger.write import Ledger
from ingest.pipeline.arrivals import Arrivals
from ingest.pipeline.kill_words import KillWords
from ingest.pipeline.pipeline import ArticlePipeline
from ingest.pipeline.reprocess import Reprocessor
from ingest.pipeline.validate import DraftValidator, Validator
from ingest.reading.reader import DocumentReader
from ingest.settings import IngestSettings
from ingest.sources.config.watched_file import WatchedFile
from ingest.wiring.journal import JournalParts, journal_of
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.stores.deployment import Deployment
from newsroom.stores.epoch import EpochGuard, Restoration
from newsroom.stores.mongo import MongoDeployment, MongoEpochs
from newsroom.streams.connections import Connections
from newsroom.streams.topology import INGEST


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
    suspicion: SuspicionWatch
    guard: EpochGuard
    journal: JournalParts
    sources: WatchedFile


def parts_of(
    settings: IngestSettings,
    connections: Connections,
    reader: DocumentReader,
    environment: Mapping[str, str] = os.environ,
) -> Parts:
    """Raises ValueError for a language, a table or a sources file in the settings that is none."""
    redis, topology, publisher = connections.redis, connections.topology, connections.publisher
    clock = connections.clock
    articles, archive = RedisArticles(redis, topology, publisher), MongoArticles(connections.db)
    journal = journal_of(settings, connections, articles)
    aliases, rules = RedisAliases(redis, topology, publisher), SourceRules(settings.source_rules)
    stored = RedisDeskSettings(redis, topology)
    desk_settings = DeskSettings(stored, rules)
    load_tables()  # answers are tried in the loop
    names = NameResolver(RedisPageNamed(redis, topology), aliases, journal.articles.read)
    guard = _guard(connections, articles, archive, journal, aliases, names, rules, stored)
    watch = _watch(settings, connections, guard, desk_settings)
    detect, check = detector(settings.languages), LanguageCheck.of(rules, settings.languages)
    sources = WatchedFile(settings.sources, environment)
    sources.read()
    builder = RevisionBuilder(detect, TagTable.read(settings.tag_table), check, _trust_by(sources))
    changes = ChangeLoop(journal.articles, archive, builder, clock, OverwriteCheck(rules))
    categories = CategoryTable.read(settings.category_table)
    drafts = DraftValidator(settings.languages, check)
    suspicion = SuspicionWatch(RedisSuspicion(redis, topology, publisher), clock)
    resolver = IdentityResolver(rules, aliases, journal.articles.read, detect, names)
    pipeline = ArticlePipeline(
        watch,
        Ledger(RedisLedger(redis, topology), clock, settings.ledger_daily_bytes),
        reader,
        Validator(drafts, categories, clock, settings.article_limit, rules),
        _limits(settings, connections),
        resolver,
        changes,
        desk_settings,
        Arrivals(clock),
        KillWords(rules, resolver, changes),
        suspicion.noted,
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
        suspicion,
        guard,
        journal,
        sources,
    )


def _trust_by(sources: WatchedFile) -> Callable[[str, str], bool]:
    def trusts(source: str, original: str) -> bool:
        return sources.sources.file.trusts(source, original)  # as the file is now

    return trusts


def _limits(settings: IngestSettings, connections: Connections) -> Limits:
    return Limits(
        RedisRateLimiter(connections.redis, connections.topology, connections.clock),
        settings.article_limit,
        settings.document_limit,
        settings.wrong_key_rate,
        settings.address_rate,
    )


def _guard(
    connections: Connections,
    articles: RedisArticles,
    archive: MongoArticles,
    journal: JournalParts,
    aliases: RedisAliases,
    names: NameResolver,
    rules: SourceRules,
    settings: RedisDeskSettings,
) -> EpochGuard:
    """Restores Redis' states and aliases from the journal and MongoDB where they were lost."""

    async def restore(restoration: Restoration) -> int:
        replayed = await journal.replay(restoration)
        restored = await restore_states(articles, archive, restoration.fence)
        known, now = MongoAliases(connections.db), connections.clock.now()
        await restore_aliases(known, aliases, names.sources, rules, now)
        await restore_settings(MongoDeskSettings(connections.db), settings)
        reach(CrashPoint.INGEST_RESTORED)
        return replayed + restored

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(INGEST),
        connections.publisher,
        owner=INGEST,
        epochs=RedisWithoutMongo(articles, MongoEpochs(connections.db, INGEST), journal),
        restore=restore,
        positions=journal.positions.read,
        scripts=[*connections.publisher.scripts, *articles.scripts],
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
