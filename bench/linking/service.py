"""What an article costs the service that links it, as the window grows: all but the encoder's time.

    OMP_NUM_THREADS=1 python -m bench.linking.service --data FILE [--sizes 1000 10000] [--embedder none]

Runs what translate runs for its second group, against a Redis of its own: features written and read, the
newcomer scored, those it may change scored again, links committed. The window is filled with stories in three
languages, all in pairs already; a third of the newcomers are alone, the others belong to two articles there.
Times are of this process's CPU.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import process_time

from bench.linking.corpus import HEADLINES, Told, read
from bench.linking.embeddings import Remembered
from bench.linking.speed import cost
from newsroom.events.articles import ArticleRevision
from newsroom.events.identity import article_id
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import TRANSLATE, Topology
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.automatic.linker import AutomaticLinker
from translate.automatic.pair_outcomes import matcher_article
from translate.matching import Matcher, open_matcher
from translate.matching.extraction import sentences_of
from translate.matching.matcher_factory import hybrid_matcher, installed_embedder
from translate.stories.commit import commit_changes

LANGUAGES = ("en", "az", "ru")
NEWCOMERS = 240
BATCH = 8
"""As many as the service takes at a time where more wait."""
DAY_MS = 24 * 3_600_000
_NOON = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_AT_ONCE = 100


class NothingElse:
    """Contents of nothing: no editor parts articles here."""

    async def contents(self, _: Iterable[str], /) -> list[ArticleRevision]:
        return []


def mixed_stories(told: list[Told], count: int, random: Random) -> list[list[ArticleRevision]]:
    """As many stories as wanted, each in three languages, of sentences that stand in one another's place."""
    read_of: dict[str, dict[str, list[str]]] = {}
    for one in told:
        read_of.setdefault(one.story, {})[one.article.language] = sentences_of(one.article)
    whole = [by for by in read_of.values() if len(by) == len(LANGUAGES)]
    stories: list[list[ArticleRevision]] = []
    for number in range(count):
        picked = [(random.choice(whole), random.random()) for _ in range(9)]
        lines = {
            language: [by[language][int(at * len(by[language]))] for by, at in picked]
            for language in LANGUAGES
        }
        stories.append([_revision(number, language, lines[language]) for language in LANGUAGES])
    return stories


def _revision(number: int, language: str, lines: list[str]) -> ArticleRevision:
    return ArticleRevision.model_validate(
        {
            "id": article_id("bench", f"{number}/{language}"),
            "source": "bench",
            "source_id": f"{number}/{language}",
            "revision": 1,
            "content_hash": "",
            "language": language,
            "headline": lines[0][:300],
            "body": "\n\n".join(lines[1:]),
            "published_at": _NOON + timedelta(seconds=number % 40_000),
            "received_at": _NOON,
            "first_received_at": _NOON,
        }
    )


async def measured(
    redis: RedisClient, matcher: Matcher, told: list[Told], size: int
) -> dict[int, list[float]]:
    """Seconds of CPU an article, by how many are taken at a time: one figure a batch."""
    await redis.flushall()
    topology = Topology()
    publisher = Publisher(redis, topology, TRANSLATE)
    publisher.epoch = "bench"
    for key in topology.epochs(TRANSLATE):
        await redis.set(key, publisher.epoch)
    for script in publisher.scripts:
        await script.load()
    nodes, features = RedisNodes(redis, topology, publisher), RedisFeatures(redis, topology)
    linker = AutomaticLinker(
        matcher, features, nodes, languages=LANGUAGES, reach_ms=DAY_MS, contents=NothingElse()
    )
    random = Random(7)
    stories = mixed_stories(told, size // len(LANGUAGES) + NEWCOMERS, random)
    newcomers = [story[number % 3] for number, story in enumerate(stories[:NEWCOMERS])]
    there = [one for story in stories for one in story if one not in newcomers]
    # A third is alone.
    gone = {one.id for story in stories[:NEWCOMERS:3] for one in story}
    await _fill([one for one in there if one.id not in gone], nodes, features, matcher)
    await commit_changes(nodes, newcomers)
    random.shuffle(newcomers)
    await linker.link(newcomers[:1])  # brings the window in
    for one in list(linker.window):
        matcher.score(one.features, linker.window)  # as each was when it came
    half = NEWCOMERS // 2
    return {
        batch: [await _timed(linker, some[at : at + batch]) for at in range(0, len(some) - batch + 1, batch)]
        for batch, some in ((1, newcomers[1 : half + 1]), (BATCH, newcomers[half + 1 :]))
    }


async def _timed(linker: AutomaticLinker, articles: Sequence[ArticleRevision]) -> float:
    began = process_time()
    await linker.link(articles)
    return (process_time() - began) / len(articles)


async def _fill(
    articles: Sequence[ArticleRevision],
    nodes: RedisNodes,
    features: RedisFeatures,
    matcher: Matcher,
) -> None:
    for start in range(0, len(articles), _AT_ONCE):
        some = articles[start : start + _AT_ONCE]
        await commit_changes(nodes, some)
        await features.put([(1, one) for one in matcher.extract([matcher_article(each) for each in some])])
        await features.mark_paired([one.id for one in some])


async def main_async(data: Path, sizes: Sequence[int], embedder: str) -> None:
    told = read(data)
    matcher = open_matcher("none") if embedder == "none" else _without_encoding(told)
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedRedis(Path(folder) / "redis", free_base()) as server,
    ):
        redis = connect(server.url)
        for size in sizes:
            for batch, spent in (await measured(redis, matcher, told, size)).items():
                print(
                    f"{matcher.model}: window {size}, {batch} at a time: {cost(spent)} an article", flush=True
                )
        await redis.aclose()


def _without_encoding(told: list[Told]) -> Matcher:
    library = installed_embedder()
    if library is None:
        raise SystemExit("no embedder is installed: --embedder none")
    remembered = Remembered(library, None)
    remembered.embed([text for one in told for text in sentences_of(one.article)])
    return hybrid_matcher(remembered)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HEADLINES)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--embedder", default="auto")
    given = parser.parse_args()
    asyncio.run(main_async(given.data, given.sizes, given.embedder))


if __name__ == "__main__":
    main()
