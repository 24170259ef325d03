"""The change loop: read, decide, write by compare-and-set, and again where another write came first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from ingest.articles.apply import ATTEMPTS, ChangeLoop
from ingest.articles.change import Change, RevisionBuilder
from ingest.articles.commands import Answer, Post, Restore, Withdraw
from ingest.articles.desk_orders import DeskOrders
from ingest.articles.desk_settings import DeskSettings, SourceSettings
from ingest.articles.overwrites import OverwriteCheck
from ingest.articles.ports import WriteOutcome, Written
from ingest.articles.state import ContentEntry, Snapshot
from ingest.content.source_rules import SourceRules
from ingest.content.tags import TagTable
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.events.desk import ArticleOrder
from newsroom.http.problems import ProblemError
from newsroom.stores.errors import EpochLostError, StoreUnavailableError
from tests.support.articles import NOON, id_of, revision
from tests.support.checks import NO_CHECK
from tests.support.clock import TurnedClock


@dataclass
class Articles:
    """A store in memory that answers the next of `outcomes`, and DONE from then on."""

    outcomes: list[WriteOutcome] = field(default_factory=list[WriteOutcome])
    written: list[Change] = field(default_factory=list[Change])
    reads: int = 0
    lost: bool = False

    async def check_epoch(self, snapshots: Mapping[str, Snapshot]) -> None:
        if self.lost:
            raise EpochLostError("the numbers are not here")

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        self.reads += 1
        states = {change.article_id: Snapshot(b"state", change.state) for change in self.written}
        return {article_id: states.get(article_id, Snapshot()) for article_id in ids}

    async def write(self, changes: Sequence[Change]) -> Written:
        outcomes = [self.outcomes.pop(0) if self.outcomes else WriteOutcome.DONE for _ in changes]
        self.written += [
            change for change, outcome in zip(changes, outcomes, strict=True) if outcome is WriteOutcome.DONE
        ]
        return Written(outcomes)

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        raise NotImplementedError


class Settings:
    """Settings of the desk that nobody made."""

    async def read(self) -> SourceSettings:
        return SourceSettings()

    async def answer(self, order: ArticleOrder) -> None:
        raise NotImplementedError

    async def quarantine(self, source: str, number: int, *, quarantined: bool) -> None:
        raise NotImplementedError


@dataclass
class Archive:
    """An archive of one content, or of none."""

    archived: ArticleRevision | None = None
    asked: int = 0

    async def content(self, article_id: str, number: int) -> ArticleRevision | None:
        self.asked += 1
        return self.archived


def post(name: str, headline: str) -> Post:
    draft = ArticleDraft(source="desk", source_id=name, headline=headline, language="en")
    return Post.of(draft, 100)


def loop(articles: Articles, archive: Archive | None = None) -> ChangeLoop:
    builder = RevisionBuilder(lambda _: "en", TagTable({}), NO_CHECK)
    check = OverwriteCheck(SourceRules({}))
    return ChangeLoop(articles, archive or Archive(), builder, TurnedClock(), check)


async def test_posts_of_one_article_are_written_as_one_in_their_order() -> None:
    articles = Articles()
    posts = [post("a", "1"), post("b", "1"), post("a", "2"), post("a", "1")]
    assert await loop(articles).apply(posts, "t") == [
        Answer(id_of("a"), 1, "created"),
        Answer(id_of("b"), 1, "created"),
        Answer(id_of("a"), 2, "updated"),
        Answer(id_of("a"), 2, "stale"),
    ]
    change = articles.written[0]
    assert [emission.number for emission in change.emissions] == [1, 2]
    assert change.content_at == 1


async def test_what_was_overtaken_is_decided_again_alone() -> None:
    articles = Articles([WriteOutcome.OVERTAKEN, WriteOutcome.DONE])
    await loop(articles).apply([post("a", "1"), post("b", "1")], "t")
    assert [change.article_id for change in articles.written] == [id_of("b"), id_of("a")]
    assert articles.reads == 2


async def test_nothing_is_written_where_nothing_changed() -> None:
    articles = Articles()
    await loop(articles).apply([post("a", "1")], "t")
    assert await loop(articles).apply([post("a", "1")], "t") == [Answer(id_of("a"), 1, "unchanged")]
    assert len(articles.written) == 1


async def test_what_is_not_written_is_no_answer_where_the_numbers_were_lost() -> None:
    """No script compares the epoch then."""
    articles = Articles()
    articles.lost = True
    with pytest.raises(EpochLostError):
        await loop(articles).apply([Restore(article_id=id_of("a"))], "t")


async def test_a_dry_run_answers_and_writes_nothing() -> None:
    articles = Articles()
    [answer] = await loop(articles).apply([post("a", "1")], "t", dry_run=True)
    assert (answer, articles.written) == (Answer(id_of("a"), 1, "created"), [])


async def test_it_gives_up_on_an_article_that_others_never_stop_changing() -> None:
    articles = Articles([WriteOutcome.OVERTAKEN] * ATTEMPTS)
    [answer] = await loop(articles).apply([post("a", "1")], "t")
    assert isinstance(answer, ProblemError)
    assert answer.status == 503


@pytest.mark.parametrize(
    ("outcome", "status"), [(WriteOutcome.NO_MEMORY, 429), (WriteOutcome.NO_NUMBERS, 503)]
)
async def test_what_was_not_written_is_refused_for_now(outcome: WriteOutcome, status: int) -> None:
    refused, taken = await loop(Articles([outcome])).apply([post("a", "1"), post("b", "1")], "t")
    assert isinstance(refused, ProblemError)
    assert (refused.status, "Retry-After" in refused.headers) == (status, True)
    assert taken == Answer(id_of("b"), 1, "created")


async def test_a_chain_brings_back_the_content_that_it_has_posted_itself() -> None:
    articles, archive = Articles(), Archive()
    withdraw, restore = Withdraw(article_id=id_of("a"), reason="wrong"), Restore(article_id=id_of("a"))
    answers = await loop(articles, archive).apply([post("a", "1"), withdraw, restore], "t")
    assert answers == [
        Answer(id_of("a"), 1, "created"),
        Answer(id_of("a"), 2, "withdrawn"),
        Answer(id_of("a"), 3, "restored"),
    ]
    [change] = articles.written
    assert [emission.stream for emission in change.emissions] == [
        ARTICLE_CREATED.stream,
        ARTICLE_WITHDRAWN.stream,
        ARTICLE_UPDATED.stream,
    ]
    assert change.content_at == 2
    assert archive.asked == 0


async def test_a_restoration_takes_trimmed_content_from_the_archive() -> None:
    articles, archive = Articles(), Archive(revision("a", number=1))
    changes = loop(articles, archive)
    await changes.apply([post("a", "1"), Withdraw(article_id=id_of("a"))], "t")
    [answer] = await changes.apply([Restore(article_id=id_of("a"))], "t")
    assert answer == Answer(id_of("a"), 3, "restored")
    restored = ARTICLE_UPDATED.decode(articles.written[-1].emissions[0].encoded).data
    assert (restored.revision, restored.status, restored.headline) == (3, "live", revision("a").headline)


async def test_a_restoration_waits_for_content_that_is_on_its_way_to_the_archive() -> None:
    articles = Articles()
    changes = loop(articles)
    await changes.apply([post("a", "1"), Withdraw(article_id=id_of("a"))], "t")
    [refused] = await changes.apply([Restore(article_id=id_of("a"))], "t")
    assert isinstance(refused, ProblemError)
    assert (refused.status, len(articles.written)) == (503, 1)


async def test_restoring_what_is_live_asks_no_archive() -> None:
    articles, archive = Articles(), Archive()
    changes = loop(articles, archive)
    await changes.apply([post("a", "1")], "t")
    [answer] = await changes.apply([Restore(article_id=id_of("a"))], "t")
    assert (answer, archive.asked) == (Answer(id_of("a"), 1, "restored"), 0)


def order(number: int) -> ArticleOrder:
    return ArticleOrder(
        article_id=id_of("a"),
        number=number,
        order="restore",
        editor="aysel",
        reason="it was right",
        ordered_at=NOON,
    )


async def test_an_order_that_cannot_be_carried_out_now_is_tried_again() -> None:
    changes = loop(Articles())
    await changes.apply([post("a", "1"), Withdraw(article_id=id_of("a"))], "t")
    with pytest.raises(StoreUnavailableError):
        await DeskOrders(changes, DeskSettings(Settings(), SourceRules({}))).carry_out(order(1), None)


async def test_an_order_about_an_article_that_never_was_is_done_with() -> None:
    articles = Articles()
    await DeskOrders(loop(articles), DeskSettings(Settings(), SourceRules({}))).carry_out(order(1), None)
    assert articles.written == []
