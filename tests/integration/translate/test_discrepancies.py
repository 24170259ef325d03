"""The question about variants that a correction left behind: once a story, when they stay so for a while."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED
from newsroom.events.desk import DiscrepancySettlement
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission
from newsroom.streams.topology import TRANSLATE, Topology
from tests.support.articles import NOON, id_of, revision
from tests.support.clock import TurnedClock
from tests.support.translate_worker import Worker
from translate.adapters.redis_discrepancies import RedisDiscrepancies
from translate.discrepancies.check_stories import StoryChecks
from translate.discrepancies.model import Discrepancy

MINUTE = 60
ASKED_AFTER = timedelta(minutes=20)
HEADLINES = {
    "en": "Outage hits Baku metro, {} stations closed",
    "az": "Bakı metrosunda nasazlıq olub, {} stansiya bağlanıb",
    "ru": "Сбой в бакинском метро, закрыты {} станций",
}


class Texts:
    """The newest texts, as publish would have stored them."""

    def __init__(self) -> None:
        self.by_id: dict[str, ArticleRevision] = {}

    async def contents(self, article_ids: Iterable[str]) -> list[ArticleRevision]:
        return [self.by_id[article_id] for article_id in article_ids if article_id in self.by_id]


class Story:
    """A story of three languages, explicitly linked, and the desk's clock."""

    def __init__(self, worker: Worker) -> None:
        self.worker, self.texts = worker, Texts()
        self.clock = TurnedClock(datetime.now(UTC) + timedelta(seconds=10))
        self.store = RedisDiscrepancies(worker.redis, Topology(), self.clock)
        self.checks = StoryChecks(self.store, worker.nodes, self.texts, self.clock)

    async def arrive(self, language: str, figure: int, number: int = 1) -> None:
        """Links one more variant, or a correction of it, and stores its text."""
        article = revision(
            language,
            language,
            number=number,
            original=None if language == "en" else "en",
            headline=HEADLINES[language].format(figure),
            body=None,
        )
        kind = ARTICLE_CREATED if number == 1 else ARTICLE_UPDATED
        emission = Emission.of(kind, kind.event(article, time=NOON))
        await self.worker.publisher.append_once([emission])
        await self.worker.handle_new(TRANSLATE, kind.stream)
        self.texts.by_id[article.id] = article

    async def check(self) -> list[Discrepancy]:
        """Checks what is marked; the open discrepancies."""
        await self.checks.check()
        return [one.discrepancy for one in await self.store.listed(0, 20, "open")]

    async def asked_after(self, minutes: int) -> int:
        """The stories that the desk is asked about, so many minutes later."""
        self.clock.turn(minutes * MINUTE)
        return await self.store.count_open(self.clock.now() - ASKED_AFTER)


async def corrected_story(redis: RedisClient) -> Story:
    """A story of three, whose English member was corrected since."""
    story = Story(await Worker.of(redis))
    for language in HEADLINES:
        await story.arrive(language, 3)
    assert await story.check() == []
    await story.arrive("en", 5, number=2)
    story.clock.turn(10)
    return story


async def test_a_correction_asks_once_a_story_and_only_when_the_others_stay_behind(
    redis_client: RedisClient,
) -> None:
    story = await corrected_story(redis_client)
    [found] = await story.check()
    assert set(found.values) == {"en", "az", "ru"}
    assert await story.asked_after(19) == 0
    assert await story.asked_after(2) == 1


async def test_each_change_begins_the_wait_anew(redis_client: RedisClient) -> None:
    story = await corrected_story(redis_client)
    await story.check()
    assert await story.asked_after(15) == 0
    await story.arrive("az", 5, number=2)
    story.clock.turn(10)
    [found] = await story.check()
    assert set(found.values) == {"en", "az", "ru"}
    assert await story.asked_after(15) == 0
    assert await story.asked_after(6) == 1


async def test_nobody_is_asked_once_all_were_corrected(redis_client: RedisClient) -> None:
    story = await corrected_story(redis_client)
    await story.check()
    for language in ("az", "ru"):
        await story.arrive(language, 5, number=2)
    story.clock.turn(10)
    assert await story.check() == []
    assert await story.asked_after(60) == 0
    nodes = await story.worker.nodes.read([id_of(language) for language in HEADLINES])
    assert len({node.story_id for node in nodes.values()}) == 1


async def test_what_was_settled_is_asked_no_more(redis_client: RedisClient) -> None:
    story = await corrected_story(redis_client)
    [found] = await story.check()
    settlement = DiscrepancySettlement(
        discrepancy_id=found.id,
        story_id=found.story_id,
        number=1,
        right=("en",),
        editor="leyla",
        decided_at=story.clock.now(),
        kind=found.kind,
        values=found.values,
    )
    await story.store.settle([settlement])
    assert await story.asked_after(60) == 0


async def test_a_story_that_is_alone_is_never_marked(redis_client: RedisClient) -> None:
    story = Story(await Worker.of(redis_client))
    await story.arrive("en", 3)
    story.clock.turn(10)
    assert await story.store.take_due(10) == {}
