"""The read side without streams: told events, it shows and logs what is due."""

from collections.abc import Iterable, Sequence
from typing import Any

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_PUBLISHED,
    ARTICLE_WITHDRAWN,
    STORY_LINKED,
)
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission
from publish.adapters.mongo_facts import MongoFacts
from publish.visibility.facts import ArticleFacts
from publish.visibility.handlers import VisibilityHandlers
from publish.visibility.page_urls import PageUrls
from publish.visibility.reconcile import Reconciler
from tests.support.articles import NOON, id_of
from tests.support.clock import TurnedClock
from tests.support.facts import LogInMemory

Told = ArticleRevision | ArticleWithdrawn | StorySnapshot


class ReadSide:
    """Handlers over a store of facts, with a log in memory unless another is given."""

    def __init__(self, facts: Any, clock: Clock | None = None, log: Any = None) -> None:
        self.facts = facts
        self.log = log or LogInMemory()
        self.clock = clock or TurnedClock()
        self.reconciler = Reconciler(facts, self.log, PageUrls("https://news.example"), self.clock)
        self._handlers = VisibilityHandlers(facts, self.reconciler)

    async def tell(self, *events: Told) -> None:
        """Tells one event after the other, as batches of one."""
        for event in events:
            await self.tell_batch([event])

    async def tell_batch(self, events: Sequence[Told]) -> None:
        """Tells a batch of events."""
        await self.log.append_once(await self.show(events))

    async def show(self, events: Sequence[Told]) -> Sequence[Emission]:
        """Shows what is due of a batch of events; returns what the log is to be told."""
        return await self._handlers.handle([_event(one) for one in events])

    async def article(self, name: str) -> Any:
        """What the public sees of the article that the test calls `name`: a PublicArticle or None."""
        facts = await self.known(name)
        return facts.public if facts else None

    async def known(self, name: str) -> ArticleFacts | None:
        found: dict[str, ArticleFacts] = await self.facts.articles([id_of(name)])
        if isinstance(self.facts, MongoFacts):
            read = await MongoFacts(self.facts.db).articles([id_of(name)])
            assert {one: _settled(facts) for one, facts in read.items()} == {
                one: _settled(facts) for one, facts in found.items()
            }, "another process reads something else than this one remembers"
        return found.get(id_of(name))

    async def shown(self, names: Iterable[str]) -> dict[str, object]:
        """All that the public sees, less what tells how it came about."""
        seen: dict[str, object] = {}
        for name in names:
            public = await self.article(name)
            seen[name] = public.model_dump(exclude={"seq", "cursor"}) if public else None
        return seen

    @property
    def changes(self) -> list[LiveChange]:
        """The live log."""
        return [ARTICLE_PUBLISHED.decode(one.encoded).data for one in self.log.appended]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The live log as (change, article id)."""
        return [(change.change, change.article.id) for change in self.changes]


def _settled(facts: ArticleFacts) -> ArticleFacts:
    """Without what the archive alone writes."""
    return facts.model_copy(update={"cursor": None, "logged_seq": 0})


def _event(data: Told) -> Event[Any]:
    match data:
        case ArticleRevision():
            return ARTICLE_CREATED.event(data, time=NOON)
        case ArticleWithdrawn():
            return ARTICLE_WITHDRAWN.event(data, time=NOON)
        case StorySnapshot():
            return STORY_LINKED.event(data, time=NOON)
