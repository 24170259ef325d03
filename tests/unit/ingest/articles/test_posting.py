"""Read, decide, write if nothing changed meanwhile, else again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from ingest.articles.compose import Composer
from ingest.articles.decide import Submission
from ingest.articles.planning import Answer, Plan, Planner, Snapshot
from ingest.articles.ports import Written
from ingest.articles.posting import ATTEMPTS, Posting
from ingest.articles.state import ContentEntry
from ingest.content.hash import content_hash
from ingest.content.tags import TagTable
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.http.problems import ProblemError
from tests.support.articles import id_of
from tests.support.checks import NO_CHECK
from tests.support.clock import TurnedClock


@dataclass
class Articles:
    """A store in memory that answers the next of `outcomes`, and DONE from then on."""

    outcomes: list[Written] = field(default_factory=list[Written])
    written: list[Plan] = field(default_factory=list[Plan])
    reads: int = 0

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        self.reads += 1
        states = {plan.article_id: Snapshot(b"state", plan.state) for plan in self.written}
        return {article_id: states.get(article_id, Snapshot()) for article_id in ids}

    async def write(self, plans: Sequence[Plan]) -> list[Written]:
        outcomes = [self.outcomes.pop(0) if self.outcomes else Written.DONE for _ in plans]
        self.written += [plan for plan, one in zip(plans, outcomes, strict=True) if one is Written.DONE]
        return outcomes

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        raise NotImplementedError


def post(name: str, headline: str) -> Submission:
    draft = ArticleDraft(source="desk", source_id=name, headline=headline, language="en")
    return Submission(draft, content_hash(draft), 100)


def posting(articles: Articles) -> Posting:
    return Posting(articles, Planner(Composer(lambda _: "en", TagTable({}), NO_CHECK)), TurnedClock())


async def test_posts_of_one_article_are_written_as_one_in_their_order() -> None:
    articles = Articles()
    posts = [post("a", "1"), post("b", "1"), post("a", "2"), post("a", "1")]
    assert await posting(articles).post(posts, "t") == [
        Answer(id_of("a"), 1, "created"),
        Answer(id_of("b"), 1, "created"),
        Answer(id_of("a"), 2, "updated"),
        Answer(id_of("a"), 2, "stale"),
    ]
    plan = articles.written[0]
    assert [emission.number for emission in plan.emissions] == [1, 2]
    assert plan.content_at == 1


async def test_what_was_overtaken_is_decided_again_alone() -> None:
    articles = Articles([Written.OVERTAKEN, Written.DONE])
    await posting(articles).post([post("a", "1"), post("b", "1")], "t")
    assert [plan.article_id for plan in articles.written] == [id_of("b"), id_of("a")]
    assert articles.reads == 2


async def test_nothing_is_written_where_nothing_changed() -> None:
    articles = Articles()
    await posting(articles).post([post("a", "1")], "t")
    assert await posting(articles).post([post("a", "1")], "t") == [Answer(id_of("a"), 1, "unchanged")]
    assert len(articles.written) == 1


async def test_it_gives_up_on_an_article_that_others_never_stop_changing() -> None:
    articles = Articles([Written.OVERTAKEN] * ATTEMPTS)
    [answer] = await posting(articles).post([post("a", "1")], "t")
    assert isinstance(answer, ProblemError)
    assert answer.status == 503


@pytest.mark.parametrize(("outcome", "status"), [(Written.NO_MEMORY, 429), (Written.NO_NUMBERS, 503)])
async def test_what_was_not_written_is_refused_for_now(outcome: Written, status: int) -> None:
    refused, taken = await posting(Articles([outcome])).post([post("a", "1"), post("b", "1")], "t")
    assert isinstance(refused, ProblemError)
    assert (refused.status, "Retry-After" in refused.headers) == (status, True)
    assert taken == Answer(id_of("b"), 1, "created")
