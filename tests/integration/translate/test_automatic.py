"""Automatic linking against a real Redis: one worker or three, the same stories."""

import asyncio
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from newsroom.events.articles import ArticleRevision, Reference
from newsroom.events.desk import LinkingSwitch
from newsroom.events.stories import LinkDecision
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.articles import NOON, revision, withdrawal
from tests.support.plumbing import publisher
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_pauses import RedisPauses
from translate.automatic.linker import AutomaticLinker
from translate.matching import Matcher, open_matcher
from translate.stories.commit import commit_changes

HEADLINES = Path(__file__).parents[3] / "bench" / "linking" / "headlines.jsonl"
DAY_MS = 24 * 3_600_000


@pytest.fixture(scope="module")
def matcher():
    return open_matcher("none")


async def nodes_of(redis: RedisClient) -> RedisNodes:
    return RedisNodes(redis, Topology(), await publisher(redis))


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of articles, for those whose features are not."""

    told: Sequence[ArticleRevision] = ()

    async def contents(self, article_ids: Iterable[str], /) -> list[ArticleRevision]:
        wanted = set(article_ids)
        return [one for one in self.told if one.id in wanted]


def worker(
    redis: RedisClient, matcher: Matcher, nodes: RedisNodes, contents: Stored | None = None
) -> AutomaticLinker:
    features, pauses = RedisFeatures(redis, Topology()), RedisPauses(redis, Topology())
    return AutomaticLinker(
        matcher,
        features,
        nodes,
        languages=("en", "az", "ru"),
        reach_ms=DAY_MS,
        contents=contents or Stored(),
        pauses=pauses,
    )


def switch(scope: str, number: int, *, paused: bool = True) -> LinkingSwitch:
    return LinkingSwitch(scope=scope, number=number, paused=paused, editor="aysel", decided_at=NOON)


def articles(count: int) -> list[ArticleRevision]:
    """Headlines with their first sentence, all published within hours."""
    lines = [json.loads(line) for line in HEADLINES.read_text("utf-8").splitlines()]
    chosen = sorted({line["story"] for line in lines})[:count]
    return [
        revision(
            f"{line['story']}-{line['language']}",
            line["language"],
            headline=line["headline"],
            body=line["lead"],
            published_at=NOON + timedelta(minutes=number % 90),
        )
        for number, line in enumerate(lines)
        if line["story"] in chosen
    ]


def development(shared_data: Path, count: int) -> list[ArticleRevision]:
    """Whole articles of NTREX's development half."""
    lines = (shared_data / "ntrex-dev" / "articles.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    chosen = sorted({row["story"] for row in rows})[:count]
    return [
        revision(
            f"{row['story']}-{row['language']}",
            row["language"],
            headline=row["headline"],
            body=row["body"],
            published_at=NOON + timedelta(minutes=number % 90),
        )
        for number, row in enumerate(rows)
        if row["story"] in chosen
    ]


def parted(one: ArticleRevision, other: ArticleRevision) -> LinkDecision:
    first, second = sorted((one.id, other.id))
    return LinkDecision(
        article_id=first,
        other_id=second,
        number=1,
        verdict="apart",
        editor="desk",
        reason=None,
        decided_at=NOON,
        act="unlink",
    )


async def told(nodes: RedisNodes, linkers: list[AutomaticLinker], sent: list[ArticleRevision]) -> None:
    """All articles, in batches, by several workers at once."""
    await commit_changes(nodes, sent)
    batches = [sent[start : start + 8] for start in range(0, len(sent), 8)]

    async def work(linker: AutomaticLinker) -> None:
        while batches:
            await linker.link(batches.pop())

    await asyncio.gather(*map(work, linkers))


async def stories(nodes: RedisNodes, sent: list[ArticleRevision]) -> set[frozenset[str]]:
    found = await nodes.read({one.id for one in sent})
    by_story: dict[str, set[str]] = {}
    for node in found.values():
        assert node.story_id is not None
        by_story.setdefault(node.story_id, set()).add(node.id)
    languages = {one.id: one.language for one in sent}
    for members in by_story.values():
        assert len({languages[one] for one in members}) == len(members), "two of one language in a story"
    return {frozenset(members) for members in by_story.values()}


async def test_one_worker_and_three_come_to_the_same_stories(redis_client, matcher):
    sent = articles(25)
    random.Random(3).shuffle(sent)
    results = []
    for workers in (1, 3):
        await redis_client.flushall()
        nodes = await nodes_of(redis_client)
        linkers = [worker(redis_client, matcher, nodes) for _ in range(workers)]
        await told(nodes, linkers, list(sent))
        results.append(await stories(nodes, sent))
    assert results[0] == results[1]
    assert sum(len(story) > 1 for story in results[0]) > 10


async def test_the_development_stories_come_out_the_same_from_one_worker_and_from_three(
    redis_client, matcher, shared_data
):
    sent = development(shared_data, 10)
    results = []
    for workers in (1, 3):
        await redis_client.flushall()
        random.Random(workers).shuffle(sent)
        nodes = await nodes_of(redis_client)
        linkers = [worker(redis_client, matcher, nodes) for _ in range(workers)]
        await told(nodes, linkers, list(sent))
        results.append(await stories(nodes, sent))
    assert results[0] == results[1]
    assert sum(len(story) == 3 for story in results[0]) >= 9


async def test_what_an_editor_parted_is_matched_again_within_what_that_forbids(redis_client, matcher):
    """The story was complete by its own word, so nothing of it had been encoded."""
    english, azerbaijani, russian = articles(3)[-3:]
    stranger = next(one for one in articles(9)[3:] if one.language == "az")
    claim = Reference(source=english.source, source_id=english.source_id)
    stranger = stranger.model_copy(update={"translation_of": claim})
    russian = russian.model_copy(update={"translation_of": claim})
    nodes = await nodes_of(redis_client)
    told = [english, stranger, russian, azerbaijani]
    linker = worker(redis_client, matcher, nodes, Stored(told))
    await commit_changes(nodes, told)
    await linker.link(told)
    assert {english.id, stranger.id, russian.id} in await stories(nodes, told)
    apart = [parted(stranger, english), parted(stranger, russian)]
    await commit_changes(nodes, apart)
    await linker.rematch({stranger.id, english.id, russian.id})
    assert await stories(nodes, told) == {
        frozenset({english.id, azerbaijani.id, russian.id}),
        frozenset({stranger.id}),
    }


async def test_a_withdrawn_article_is_no_candidate(redis_client, matcher):
    nodes = await nodes_of(redis_client)
    linker = worker(redis_client, matcher, nodes)
    english, azerbaijani = (one for one in articles(1) if one.language in ("en", "az"))
    await commit_changes(nodes, [english])
    await linker.link([english])
    gone = withdrawal("x", 2).model_copy(update={"id": english.id})
    await commit_changes(nodes, [gone, azerbaijani])
    await linker.link([], [gone])
    await linker.link([azerbaijani])
    assert (await nodes.read([azerbaijani.id]))[azerbaijani.id].matches == {}


async def test_what_is_complete_by_its_own_word_costs_no_encoding(redis_client, matcher):
    nodes = await nodes_of(redis_client)
    told = [revision("en", "en"), revision("az", "az", original="en"), revision("ru", "ru", original="en")]
    await commit_changes(nodes, told)
    await worker(redis_client, matcher, nodes).link(told)
    assert await RedisFeatures(redis_client, Topology()).is_empty()


async def test_an_article_far_off_in_time_is_no_candidate(redis_client, matcher):
    nodes = await nodes_of(redis_client)
    linker = worker(redis_client, matcher, nodes)
    english, azerbaijani = (one for one in articles(1) if one.language in ("en", "az"))
    late = azerbaijani.model_copy(update={"published_at": NOON + timedelta(days=3)})
    await commit_changes(nodes, [english, late])
    await linker.link([english, late])
    assert (await nodes.read([late.id]))[late.id].matches == {}


@pytest.mark.parametrize("scope", ["*", "energy"])
async def test_what_is_paused_is_proposed_and_linked_once_it_goes_on(redis_client, matcher, scope):
    nodes = await nodes_of(redis_client)
    linker, pauses = worker(redis_client, matcher, nodes), RedisPauses(redis_client, Topology())
    english, russian = (
        one.model_copy(update={"category": category})
        for one, category in zip(
            (one for one in articles(1) if one.language in ("en", "ru")), ("energy", None), strict=True
        )
    )
    await pauses.apply([switch(scope, 2)])
    await pauses.apply([switch(scope, 1, paused=False)])  # late: the newer word holds
    await commit_changes(nodes, [english, russian])
    result = await linker.link([english, russian])
    assert (result.snapshots, [one.waits for one in result.proposals]) == ([], [True])
    assert (await nodes.read([english.id]))[english.id].matches == {}

    await pauses.apply([switch(scope, 3, paused=False)])
    result = await linker.link([russian])
    assert [one.waits for one in result.proposals] == [False]
    assert any(len(snapshot.articles) == 2 for snapshot in result.snapshots)


async def test_a_pause_elsewhere_stops_nothing_and_takes_no_link_away(redis_client, matcher):
    nodes = await nodes_of(redis_client)
    linker, pauses = worker(redis_client, matcher, nodes), RedisPauses(redis_client, Topology())
    sent = [one for one in articles(1) if one.language in ("en", "ru")]
    await pauses.apply([switch("sport", 1)])
    await told(nodes, [linker], sent)
    together = await stories(nodes, sent)
    assert len(together) == 1
    await pauses.apply([switch("*", 1)])
    await linker.link(sent)
    assert await stories(nodes, sent) == together


async def test_a_pair_that_an_editor_left_open_again_may_be_proposed(redis_client, matcher):
    nodes = await nodes_of(redis_client)
    linker = worker(redis_client, matcher, nodes)
    sent = [one for one in articles(1) if one.language in ("en", "az")]
    await RedisPauses(redis_client, Topology()).apply([switch("*", 1)])
    first, second = sorted(one.id for one in sent)
    cleared = LinkDecision(
        article_id=first,
        other_id=second,
        number=2,
        verdict="cleared",
        editor="aysel",
        decided_at=NOON,
        act="undo",
    )
    await commit_changes(nodes, [*sent, cleared])
    result = await linker.link(sent)
    assert [one.waits for one in result.proposals] == [True]


@pytest.mark.parametrize("seed", range(4))
async def test_random_subsets_come_to_the_same_stories_in_any_order(redis_client, matcher, seed):
    """Some of the counterparts are absent, and near misses of one template are there."""
    random_ = random.Random(seed)
    sent = random_.sample(articles(196), 60)
    results = []
    for _ in range(3):
        await redis_client.flushall()
        random_.shuffle(sent)
        nodes = await nodes_of(redis_client)
        await told(nodes, [worker(redis_client, matcher, nodes)], list(sent))
        results.append(await stories(nodes, sent))
    assert results[0] == results[1] == results[2]


async def test_a_corrected_number_keeps_the_story_and_another_event_stays_apart(redis_client, matcher):
    """The others had the number that was corrected: they are behind, and tell no other news."""
    texts = {
        "en": "Bus crash in Shirvan kills {}",
        "az": "Şirvanda avtobus qəzasında {} nəfər ölüb",
        "ru": "В Ширване при аварии автобуса погибли {} человека",
    }
    sent = [
        revision(language, language, headline=text.format(3), body=None) for language, text in texts.items()
    ]
    nodes = await nodes_of(redis_client)
    linker = worker(redis_client, matcher, nodes)
    await told(nodes, [linker], list(sent))
    together = await stories(nodes, sent)
    assert together == {frozenset(one.id for one in sent)}
    corrected = revision("en", "en", number=2, headline=texts["en"].format(5), body=None)
    await commit_changes(nodes, [corrected])
    await linker.link([corrected])
    assert await stories(nodes, sent) == together
    later = revision("other", "ru", headline="В Ширване открылась новая школа", body=None, minutes=5)
    await commit_changes(nodes, [later])
    await linker.link([later])
    assert await stories(nodes, [*sent, later]) == {*together, frozenset({later.id})}


async def test_an_article_whose_language_is_doubted_is_suggested_and_linked_by_nobody(
    redis_client: RedisClient, matcher: Matcher
) -> None:
    sent = articles(3)
    nodes = await nodes_of(redis_client)
    await told(nodes, [worker(redis_client, matcher, nodes)], sent)
    linked = [members for members in await stories(nodes, sent) if len(members) > 1]
    assert linked, "these are linked where nothing is doubted"
    await redis_client.flushall()
    doubted = {min(members) for members in linked}
    said = [one.model_copy(update={"language_doubt": "tr"}) if one.id in doubted else one for one in sent]
    nodes = await nodes_of(redis_client)
    linker = worker(redis_client, matcher, nodes)
    await commit_changes(nodes, said)
    proposals = (await linker.link(said)).proposals
    alone = {frozenset({one}) for one in doubted}
    assert alone <= await stories(nodes, sent)
    asked = {end for own in proposals if own.waits for end in (own.article_id, own.other_id)}
    assert doubted <= asked
