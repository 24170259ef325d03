"""What the desk's pages show, looked up: links from the graph, which is true at once; texts from MongoDB."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.articles import ArticleId
from newsroom.events.desk import ArticleOrder, LinkingSwitch, TopicCuration
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.stores.search_words import words_of
from translate.automatic.pause import Pauses
from translate.desk.article_view import OnDesk, Place, Topic
from translate.desk.audit_trail import Happening, history
from translate.desk.coverage import CoveredStory, covered
from translate.stories.commit import NodeStore

_SCANNED = 150  # articles at once
_SCANS = 6
_STORIES = 40  # a page
_AROUND = 10  # suggestions above and below the one that is shown
_FOUND = 30
_TOPICS = 40
_CATEGORIES = 60
LATELY = timedelta(hours=48)


class Texts(Protocol):
    """`translate.adapters.mongo_desk.MongoDesk`"""

    async def articles(self, ids: Iterable[str]) -> dict[str, OnDesk]: ...
    async def newest(self, category: str | None, below: Place | None, limit: int) -> list[OnDesk]: ...
    async def members(self, story_ids: Iterable[str]) -> list[OnDesk]: ...
    async def find(self, words: Sequence[str], limit: int) -> list[OnDesk]: ...
    async def decisions(self, ids: Sequence[str]) -> list[LinkDecision]: ...
    async def orders(self, ids: Sequence[str]) -> list[ArticleOrder]: ...
    async def curations(self, language: str) -> list[TopicCuration]: ...
    async def topics(self, language: str, since: datetime, limit: int) -> list[Topic]: ...
    async def categories(self) -> list[str]: ...


class Waiting(Protocol):
    """`translate.adapters.redis_suggestions.RedisSuggestions`"""

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]: ...
    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]: ...
    async def count(self) -> int: ...
    async def place(self, suggestion_id: str) -> int | None: ...


class Switches(Protocol):
    """`translate.adapters.redis_switches.RedisSwitches`"""

    async def switches(self) -> list[LinkingSwitch]: ...
    async def pauses(self) -> Pauses: ...


class Acts(Protocol):
    """`translate.adapters.redis_acts.RedisActs`"""

    async def undoable(self, act_ids: list[str]) -> set[str]: ...


@dataclass(frozen=True, slots=True)
class Around:
    """The suggestions about a place among those that wait; `shown` is at `place`, which counts from 0."""

    suggestions: Sequence[LinkSuggestion]
    shown: LinkSuggestion | None
    place: int

    def neighbour(self, step: int) -> str | None:
        """The id of the one before (-1) or after (1) the shown."""
        ids = [one.id for one in self.suggestions]
        if self.shown is None or self.shown.id not in ids:
            return ids[0] if ids else None
        at = ids.index(self.shown.id) + step
        return ids[at] if 0 <= at < len(ids) else None


@dataclass(frozen=True, slots=True)
class Looking:
    """All that pages read from."""

    nodes: NodeStore
    texts: Texts
    waiting: Waiting
    switches: Switches
    acts: Acts
    languages: Sequence[str]
    clock: Clock

    async def board(
        self, category: str | None, missing: str | None, below: Place | None
    ) -> tuple[list[CoveredStory], Place | None]:
        """Some of the board, and where the rest goes on; None at the end."""
        found: list[CoveredStory] = []
        for _ in range(_SCANS):
            scanned = await self.texts.newest(category, below, _SCANNED)
            ids = {one.id for one in scanned}
            members = await self.texts.members({one.story_id for one in scanned})
            # One that publish was not told the story of yet is a story by itself.
            members += [one for one in scanned if one.story_id == one.id and one.id not in _ids(members)]
            stories = covered(members, self.languages, self.clock.now(), category)
            # Each story once: where the article that it begins with was come upon.
            found += [
                one for one in stories if one.founder in ids and (not missing or missing in one.missing)
            ]
            if len(scanned) < _SCANNED:
                return _cut(found, None)
            below = _place_of(scanned[-1])
            if len(found) >= _STORIES:
                break
        return _cut(found, below)

    async def around(self, suggestion_id: str | None) -> Around:
        """The suggestions about one, or the first of them all; one that waits no more is shown alone."""
        place = await self.waiting.place(suggestion_id) if suggestion_id else 0
        start = max(0, (place or 0) - _AROUND)
        found = await self.waiting.waiting(start, 2 * _AROUND + 1)
        if suggestion_id is None:
            return Around(found, found[0] if found else None, 0)
        shown = (await self.waiting.read([suggestion_id])).get(suggestion_id)
        return Around(found, shown, place or 0)

    async def articles(self, ids: Iterable[ArticleId]) -> dict[str, OnDesk]:
        """These articles; one that is on its way to MongoDB is there without its text."""
        wanted = set(ids)
        found = await self.texts.articles(wanted)
        return {one: found.get(one) or _coming(one) for one in wanted}

    async def story(self, named: str) -> StorySnapshot | None:
        """The story of that name, whatever it was merged into; or the one that an article of that name is
        in. None where there is neither."""
        node = (await self.nodes.read([named]))[named]
        if node.story is not None and node.story.articles:
            return node.story
        return (await self.nodes.read([node.story_id]))[node.story_id].story if node.story_id else None

    async def history(self, ids: Sequence[str]) -> tuple[list[Happening], frozenset[str]]:
        """What editors did to these articles, and which of it may be taken back."""
        found = history(await self.texts.decisions(ids), await self.texts.orders(ids))
        acts = [one.act_id for one in found if one.act_id]
        return found, frozenset(await self.acts.undoable(acts))

    async def find(self, text: str) -> list[OnDesk]:
        """Articles by words of their headlines."""
        return await self.texts.find(words_of(text), _FOUND)

    async def topics(self, language: str) -> list[Topic]:
        """The topics of late, those that an editor made something of first."""
        curated = {one.tag_id: one for one in await self.texts.curations(language)}
        found = {one.id: one for one in await self.texts.topics(language, self.clock.now() - LATELY, _TOPICS)}
        first = [
            Topic(one.tag_id, one.label, _stories(found, one.tag_id), one.state, one.editor)
            for one in sorted(curated.values(), key=lambda one: (one.state != "pinned", one.number))
        ]
        return [*first, *(one for one in found.values() if one.id not in curated)]

    async def categories(self) -> list[str]:
        """The categories there are, up to so many: they are open to senders."""
        return (await self.texts.categories())[:_CATEGORIES]


def _ids(articles: Iterable[OnDesk]) -> set[str]:
    return {one.id for one in articles}


def _stories(found: Mapping[str, Topic], tag_id: str) -> int:
    return found[tag_id].stories if tag_id in found else 0


def _cut(found: list[CoveredStory], below: Place | None) -> tuple[list[CoveredStory], Place | None]:
    """A page of them; the rest is found again from the last that is shown."""
    if len(found) <= _STORIES:
        return found, below
    last = found[_STORIES - 1]
    return found[:_STORIES], Place(last.started, last.founder)


def _place_of(article: OnDesk) -> Place | None:
    return Place(article.content.published_at, article.id) if article.content else None


def _coming(article_id: str) -> OnDesk:
    return OnDesk(article_id, "live", None, article_id, None, 0, shown=False)
