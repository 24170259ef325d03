"""The composition root's larger half: the stores, and what takes articles in over them."""

from dataclasses import dataclass

from ingest.adapters.mongo_articles import Client, MongoArticles
from ingest.adapters.mongo_articles import connect as connect_mongo
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.mongo_names import MongoNames
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_calls import redis_calls
from ingest.adapters.redis_documents import RedisDocuments
from ingest.adapters.redis_facts import read_facts
from ingest.adapters.redis_names import RedisNames
from ingest.adapters.redis_rates import RedisRates
from ingest.auditing import Ledgers
from ingest.categories import CategoryTable
from ingest.checking import Checker
from ingest.composition import Composer
from ingest.compression import compressed
from ingest.desk_orders import DeskOrders
from ingest.drafts import DraftReader
from ingest.joining import Joining
from ingest.language import detector, ranking
from ingest.language_check import LanguageCheck
from ingest.ledger import Ledger
from ingest.names_recovery import restore_names
from ingest.planning import Planner
from ingest.posting import Posting
from ingest.rates import RateLimit
from ingest.reception import Reception
from ingest.recovery import epoch_of, restore_numbers
from ingest.reparsing import Reparsing
from ingest.settings import IngestSettings
from ingest.source_rules import SourceRules
from ingest.tags import TagTable
from ingest.taking import Taking
from ingest.watch import Watch
from ingest.withdrawing import Withdrawing
from newsroom.runtime.clock import Clock
from newsroom.streams.epoch import EpochGuard
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_client import RedisClient
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.topology import INGEST, Topology


@dataclass(frozen=True, slots=True)
class Stores:
    """What is open, and whose numbers and time it is."""

    redis: RedisClient
    client: Client
    topology: Topology
    publisher: Publisher
    clock: Clock

    @classmethod
    def of(cls, settings: IngestSettings, clock: Clock) -> "Stores":
        """Nothing has to be there yet: each connects at its first call."""
        topology, redis = Topology(settings.partitions), connect_redis(settings.redis_url)
        publisher = Publisher(redis, topology, INGEST)
        return cls(redis, connect_mongo(settings.mongo_url), topology, publisher, clock)

    async def aclose(self) -> None:
        """Closes them."""
        await self.redis.aclose()
        self.client.close()


@dataclass(frozen=True, slots=True)
class Intake:
    """What the edges call."""

    watch: Watch
    reception: Reception
    withdrawing: Withdrawing
    ledger: Ledger
    ledgers: Ledgers
    reparsing: Reparsing
    orders: DeskOrders
    guard: EpochGuard


def intake(settings: IngestSettings, stores: Stores) -> Intake:
    """Raises ValueError for a language or a tag table that is none."""
    redis, topology, publisher, clock = stores.redis, stores.topology, stores.publisher, stores.clock
    articles, archive = RedisArticles(redis, topology, publisher), MongoArticles(stores.client)
    names, rules = RedisNames(redis, topology, publisher), SourceRules(settings.source_rules)
    guard = _guard(stores, articles, archive, names, rules)
    watch = _watch(settings, stores, guard)
    detect, check = detector(settings.languages), LanguageCheck(rules, ranking(settings.languages))
    posting = Posting(articles, Planner(Composer(detect, TagTable.read(settings.tag_table), check)), clock)
    joining = Joining(rules, names, articles.read, detect)
    withdrawing = Withdrawing(articles, archive, joining.naming, clock)
    taking = Taking(joining, posting, withdrawing, watch)
    ledger = Ledger(RedisDocuments(redis, topology), compressed, clock)
    categories = CategoryTable.read(settings.category_table)
    checker = Checker(DraftReader(settings.languages, check), categories, clock, settings.article_limit)
    rates = RateLimit(RedisRates(redis, topology), settings.ingest_rate)
    ledgers = MongoLedger(stores.client)
    return Intake(
        watch,
        Reception(checker, taking, rates, ledger),
        withdrawing,
        ledger,
        ledgers,
        Reparsing(ledgers, ledger, checker, taking),
        DeskOrders(articles, archive, clock),
        guard,
    )


def _guard(
    stores: Stores, articles: RedisArticles, archive: MongoArticles, names: RedisNames, rules: SourceRules
) -> EpochGuard:
    """Restores Redis' numbers and names from MongoDB where they were lost."""

    async def restore() -> int:
        restored = await restore_numbers(articles, archive)
        await restore_names(MongoNames(stores.client), names, rules, stores.clock.now())
        return restored

    return EpochGuard(
        stores.redis,
        stores.topology,
        stores.publisher,
        owner=INGEST,
        epoch=epoch_of(articles, archive),
        restore=restore,
    )


def _watch(settings: IngestSettings, stores: Stores, guard: EpochGuard) -> Watch:
    """The watch over Redis, which has lost numbers restored."""

    async def ensure_numbers() -> None:
        with redis_calls():
            if not await guard.holds():
                await guard.ensure()

    return Watch(lambda: read_facts(stores.redis), ensure_numbers, settings.memory_ceiling)
