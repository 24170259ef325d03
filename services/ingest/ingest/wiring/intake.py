"""The composition root's larger half: the stores, and what takes articles in over them."""

from dataclasses import dataclass

from ingest.access.rate_limit import RateLimit
from ingest.adapters.mongo_articles import MongoArticles
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.mongo_names import MongoNames
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_documents import RedisDocuments
from ingest.adapters.redis_facts import read_facts
from ingest.adapters.redis_names import RedisNames
from ingest.adapters.redis_rates import RedisRates
from ingest.articles.compose import Composer
from ingest.articles.desk_orders import DeskOrders
from ingest.articles.planning import Planner
from ingest.articles.posting import Posting
from ingest.articles.withdrawing import Withdrawing
from ingest.content.categories import CategoryTable
from ingest.content.language import detector, ranking
from ingest.content.language_check import LanguageCheck
from ingest.content.source_rules import SourceRules
from ingest.content.tags import TagTable
from ingest.durability.numbers import epoch_of, restore_numbers
from ingest.durability.watch import Watch
from ingest.identity.join import Joining
from ingest.identity.restore import restore_names
from ingest.ledger.audit import Ledgers
from ingest.ledger.compression import compressed
from ingest.ledger.write import Ledger
from ingest.pipeline.checking import Checker
from ingest.pipeline.drafts import DraftReader
from ingest.pipeline.reception import Reception
from ingest.pipeline.reprocess import Reparsing
from ingest.pipeline.taking import Taking
from ingest.settings import IngestSettings
from newsroom.stores.epoch import EpochGuard
from newsroom.stores.mongo import MongoDeployment
from newsroom.streams.connections import Connections
from newsroom.streams.topology import INGEST


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


def intake(settings: IngestSettings, stores: Connections) -> Intake:
    """Raises ValueError for a language or a tag table that is none."""
    redis, topology, publisher, clock = stores.redis, stores.topology, stores.publisher, stores.clock
    articles, archive = RedisArticles(redis, topology, publisher), MongoArticles(stores.db)
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
    ledgers = MongoLedger(stores.db)
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
    stores: Connections,
    articles: RedisArticles,
    archive: MongoArticles,
    names: RedisNames,
    rules: SourceRules,
) -> EpochGuard:
    """Restores Redis' numbers and names from MongoDB where they were lost."""

    async def restore() -> int:
        restored = await restore_numbers(articles, archive)
        await restore_names(MongoNames(stores.db), names, rules, stores.clock.now())
        return restored

    return EpochGuard(
        stores.redis,
        stores.topology.epochs(INGEST),
        stores.publisher,
        owner=INGEST,
        epoch=epoch_of(articles, MongoDeployment(stores.db)),
        restore=restore,
    )


def _watch(settings: IngestSettings, stores: Connections, guard: EpochGuard) -> Watch:
    """The watch over Redis, which has lost numbers restored."""

    async def ensure_numbers() -> None:
        if not await guard.holds():
            await guard.ensure()

    return Watch(lambda: read_facts(stores.redis), ensure_numbers, settings.memory_ceiling)
