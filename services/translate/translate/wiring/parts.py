"""Adapters and use cases that the consumers, the tasks and the desk share."""

from dataclasses import dataclass

from newsroom.live import Hub
from newsroom.streams.connections import Connections
from translate.adapters.mongo_recovery import MongoRecovery
from translate.adapters.redis_coverage_board import RedisCoverageBoard
from translate.adapters.redis_desk_log import RedisDeskLog
from translate.adapters.redis_discrepancies import RedisDiscrepancies
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_pauses import RedisPauses
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.automatic.desk_projection import DeskProjection
from translate.automatic.linker import AutomaticLinker
from translate.automatic.waiting_suggestions import WaitingSuggestions
from translate.desk_site.live_updates import SETTINGS
from translate.discrepancies.check_stories import StoryChecks
from translate.matching import Matcher, open_matcher
from translate.settings import TranslateSettings
from translate.stories.outbox import StoryOutbox


@dataclass(frozen=True, slots=True)
class Parts:
    """Adapters first, then the use cases over them."""

    stored: MongoRecovery
    nodes: RedisNodes
    features: RedisFeatures
    suggestions: RedisSuggestions
    board: RedisCoverageBoard
    pauses: RedisPauses
    discrepancies: RedisDiscrepancies
    checks: StoryChecks
    live_log: RedisDeskLog
    waiting: WaitingSuggestions
    projection: DeskProjection
    outbox: StoryOutbox
    matcher: Matcher
    linker: AutomaticLinker
    live: Hub


def parts_of(settings: TranslateSettings, connections: Connections) -> Parts:
    """Everything between the connections and the edges."""
    redis, topology = connections.redis, connections.topology
    publisher, clock = connections.publisher, connections.clock
    stored, live_log = MongoRecovery(connections.db), RedisDeskLog(redis, topology)
    nodes, features = RedisNodes(redis, topology, publisher), RedisFeatures(redis, topology)
    suggestions, pauses = RedisSuggestions(redis, topology), RedisPauses(redis, topology)
    board = RedisCoverageBoard(redis, topology, settings.languages)
    waiting = WaitingSuggestions(nodes, suggestions, publisher, clock)
    discrepancies = RedisDiscrepancies(redis, topology, clock)
    projection = DeskProjection(nodes, board, waiting, discrepancies)
    matcher = open_matcher(settings.embedder)
    linker = AutomaticLinker(
        matcher,
        features,
        nodes,
        languages=settings.languages,
        reach_ms=round(settings.match_hours * 3_600_000),
        contents=stored,
        pauses=pauses,
    )
    return Parts(
        stored,
        nodes,
        features,
        suggestions,
        board,
        pauses,
        discrepancies,
        StoryChecks(discrepancies, nodes, stored, clock),
        live_log,
        waiting,
        projection,
        StoryOutbox(nodes, projection, publisher, clock),
        matcher,
        linker,
        Hub(live_log, clock, SETTINGS),
    )
