"""Facts in memory, under the same guards as MongoDB's; test_read_side runs one suite on both."""

from collections.abc import Iterable, Mapping, Sequence

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import StorySnapshot
from newsroom.stores.mongo import Database
from newsroom.streams.publisher import Emission
from publish.adapters.mongo_facts import MongoFacts
from publish.visibility.facts import ArticleFacts
from publish.visibility.merge import Told, as_kept, merged_articles
from publish.visibility.reconcile import ArticleWrite, StoryWrite


class FactsInMemory:
    """Facts without a server."""

    def __init__(self) -> None:
        self._articles: dict[str, ArticleFacts] = {}
        self._stories: dict[str, StorySnapshot] = {}

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        return {one: self._articles[one] for one in ids if one in self._articles}

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]:
        return {one: self._stories[one] for one in ids if one in self._stories}

    async def keep_contents(self, revisions: Sequence[ArticleRevision]) -> None: ...

    async def write_stories(self, writes: Sequence[StoryWrite]) -> bool:
        held = True
        for write in writes:
            known = self._stories.get(write.after.id)
            if (known.version if known else None) == write.before:
                self._stories[write.after.id] = write.after
            else:
                held = False
        return held

    async def write_articles(self, writes: Sequence[ArticleWrite]) -> bool:
        held = True
        for write in writes:
            known = self._articles.get(write.after.id)
            if (known.numbers if known else None) == (write.before.numbers if write.before else None):
                self._articles[write.after.id] = write.after
            else:
                held = False
        return held

    async def are_as_read(self, articles: Sequence[ArticleFacts], stories: Sequence[StorySnapshot]) -> bool:
        return all(self._articles[one.id].numbers == one.numbers for one in articles) and all(
            self._stories[one.id].version == one.version for one in stories
        )


async def keep_facts(
    db: Database, revisions: Sequence[ArticleRevision] = (), withdrawals: Sequence[ArticleWithdrawn] = ()
) -> None:
    """Writes what publish would keep of these, and shows nothing of it."""
    facts, told = MongoFacts(db), Told(tuple(map(as_kept, revisions)), tuple(withdrawals))
    before = await facts.articles(told.article_ids())
    after = merged_articles(before, told)
    changed = [
        ArticleWrite(before.get(one.id), one) for one in after.values() if one is not before.get(one.id)
    ]
    await facts.keep_contents(told.revisions)
    assert await facts.write_articles(changed)


class LogInMemory:
    """A live log that appends as append_once does."""

    def __init__(self) -> None:
        self.appended: list[Emission] = []
        self._last: dict[str, int] = {}

    async def append_once(self, emissions: Iterable[Emission]) -> list[str]:
        for emission in emissions:
            if emission.number > self._last.get(emission.subject, 0):
                self._last[emission.subject] = emission.number
                self.appended.append(emission)
        return []

    async def lacking(self, _: str, numbers: Mapping[str, int]) -> set[str]:
        return {subject for subject, number in numbers.items() if self._last.get(subject, 0) < number}
