"""The composition root's larger half: what translate is made of, before anything is read or answered."""

from dataclasses import dataclass

from newsroom.streams.connections import Connections
from translate.adapters import mongo_recovery
from translate.adapters.redis_coverage_board import RedisBoard
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_pauses import RedisSwitches
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.automatic.linker import AutomaticLinker
from translate.automatic.waiting_suggestions import Listing, WaitingPairs
from translate.matching import Matcher, open_matcher
from translate.settings import TranslateSettings
from translate.stories.emit import StoryEmitter


@dataclass(frozen=True, slots=True)
class Parts:
    """What the reading, the tasks and the routes share."""

    stored: mongo_recovery.MongoStories
    nodes: RedisNodes
    features: RedisFeatures
    suggestions: RedisSuggestions
    board: RedisBoard
    switches: RedisSwitches
    waiting: WaitingPairs
    listing: Listing
    stories: StoryEmitter
    matcher: Matcher
    automatic: AutomaticLinker


def parts_of(settings: TranslateSettings, connections: Connections) -> Parts:
    """All between the connections and the edges."""
    redis, topology = connections.redis, connections.topology
    publisher, clock = connections.publisher, connections.clock
    stored = mongo_recovery.MongoStories(connections.db)
    nodes, features = RedisNodes(redis, topology, publisher), RedisFeatures(redis, topology)
    suggestions, switches = RedisSuggestions(redis, topology), RedisSwitches(redis, topology)
    board = RedisBoard(redis, topology, settings.languages)
    waiting = WaitingPairs(nodes, suggestions, publisher, clock)
    listing = Listing(nodes, board, waiting)
    matcher = open_matcher(settings.embedder)
    automatic = AutomaticLinker(
        matcher,
        features,
        nodes,
        languages=settings.languages,
        reach_ms=round(settings.match_hours * 3_600_000),
        contents=stored,
        pauses=switches,
    )
    return Parts(
        stored,
        nodes,
        features,
        suggestions,
        board,
        switches,
        waiting,
        listing,
        StoryEmitter(listing, publisher, clock),
        matcher,
        automatic,
    )
