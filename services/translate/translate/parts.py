"""The composition root's larger half: what translate is made of, before anything is read or answered."""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import EpochLostError, Publisher
from newsroom.streams.redis_client import OUTAGES as REDIS_OUTAGES
from newsroom.streams.redis_client import RedisClient
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.topology import TRANSLATE, Topology
from translate.adapters import mongo_stories
from translate.adapters.redis_board import RedisBoard
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.adapters.redis_switches import RedisSwitches
from translate.automatic import AutomaticLinker
from translate.linker import ContentionError
from translate.listing import Listing, WaitingPairs
from translate.matching import Matcher, open_matcher
from translate.settings import TranslateSettings
from translate.subscribers import StoryWriter

OUTAGES: tuple[type[BaseException], ...] = (
    *REDIS_OUTAGES,
    EpochLostError,
    ContentionError,
    *mongo_stories.OUTAGES,
)


@dataclass(frozen=True, slots=True)
class Connections:
    """What is open, and whose numbers and time it is."""

    redis: RedisClient
    client: mongo_stories.Client
    topology: Topology
    publisher: Publisher
    clock: Clock

    @classmethod
    def of(cls, settings: TranslateSettings, clock: Clock) -> "Connections":
        """Nothing has to be there yet: each connects at its first call."""
        topology, redis = Topology(settings.partitions), connect_redis(settings.redis_url)
        client = mongo_stories.connect(settings.mongo_url)
        return cls(redis, client, topology, Publisher(redis, topology, TRANSLATE), clock)

    async def aclose(self) -> None:
        """Closes them."""
        await self.redis.aclose()
        self.client.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the reading, the tasks and the routes share."""

    stored: mongo_stories.MongoStories
    nodes: RedisNodes
    features: RedisFeatures
    suggestions: RedisSuggestions
    board: RedisBoard
    switches: RedisSwitches
    waiting: WaitingPairs
    listing: Listing
    stories: StoryWriter
    matcher: Matcher
    automatic: AutomaticLinker


def parts_of(settings: TranslateSettings, connections: Connections) -> Parts:
    """All between the connections and the edges."""
    redis, topology = connections.redis, connections.topology
    publisher, clock = connections.publisher, connections.clock
    stored = mongo_stories.MongoStories(connections.client)
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
        StoryWriter(listing, publisher, clock),
        matcher,
        automatic,
    )
