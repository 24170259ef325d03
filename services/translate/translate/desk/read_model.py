"""The desk's read model: links from the graph, which is current at once; texts from MongoDB, soon after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.articles import ArticleId
from newsroom.events.desk import ArticleOrder, LinkingSwitch, TopicCuration
from newsroom.events.holds import DoubtKind, HeldArticle
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.text.search_words import words_of
from translate.automatic.pause import Pauses
from translate.desk.article_view import ArticleView, ListPosition, TopicView
from translate.desk.audit_trail import AuditEntry, audit_trail
from translate.desk.coverage import StoryCoverage, coverage_of
from translate.desk.kill_targets import KillTarget, ids_named, kill_targets
from translate.discrepancies.model import DiscrepancyList
from translate.stories.node_store import NodeReader
from translate.stories.redirects import follow_redirect

_SCANNED = 150  # articles at once
_SCANS = 6
_STORIES = 40  # a page
_NEIGHBOURS = 10  # suggestions above and below the one that is shown
_MOST_SEARCHED = 30
_TOPICS = 40
_CATEGORIES = 60
_KILLED_WITHIN = timedelta(days=7)
_MOST_OF_A_SOURCE = 500
LATELY = timedelta(hours=48)


class DeskTexts(Protocol):
    """Articles, decisions, orders and topics as MongoDB has them. Calls raise StoreUnavailableError."""

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleView]: ...
    async def newest(
        self, category: str | None, below: ListPosition | None, limit: int
    ) -> list[ArticleView]: ...
    async def of_source(self, source: str, since: datetime, limit: int) -> list[ArticleView]: ...
    async def doubted(self, limit: int) -> list[ArticleView]: ...
    async def members(self, story_ids: Iterable[str]) -> list[ArticleView]: ...
    async def find(self, words: Sequence[str], limit: int) -> list[ArticleView]: ...
    async def decisions(self, ids: Sequence[str]) -> list[LinkDecision]: ...
    async def orders(self, ids: Sequence[str]) -> list[ArticleOrder]: ...
    async def curations(self, language: str) -> list[TopicCuration]: ...
    async def topics(self, language: str, since: datetime, limit: int) -> list[TopicView]: ...
    async def categories(self) -> list[str]: ...


class SuggestionList(Protocol):
    """The suggestions that wait, the likeliest first, and any suggestion by id."""

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]: ...
    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]: ...
    async def count(self) -> int: ...
    async def place(self, suggestion_id: str) -> int | None: ...


class HeldCount(Protocol):
    """The number of articles that wait for a person, and of kills in words among them."""

    async def count(self) -> int: ...
    async def count_of_kills(self) -> int: ...


class PauseList(Protocol):
    """The newest switch of each scope of automatic linking."""

    async def switches(self) -> list[LinkingSwitch]: ...
    async def pauses(self) -> Pauses: ...


class UndoableActs(Protocol):
    """Records of acts, as far as they may still be undone."""

    async def undoable(self, act_ids: list[str]) -> set[str]: ...


@dataclass(frozen=True, slots=True)
class SuggestionExcerpt:
    """The waiting suggestions around a place; `shown` is at `place`, which counts from 0."""

    suggestions: Sequence[LinkSuggestion]
    shown: LinkSuggestion | None
    place: int

    def neighbour(self, step: int) -> str | None:
        """Id of the suggestion before (-1) or after (1) the shown."""
        ids = [suggestion.id for suggestion in self.suggestions]
        if self.shown is None or self.shown.id not in ids:
            return ids[0] if ids else None
        at = ids.index(self.shown.id) + step
        return ids[at] if 0 <= at < len(ids) else None


@dataclass(frozen=True, slots=True)
class DeskReadModel:
    """Reads of the desk's pages."""

    nodes: NodeReader
    texts: DeskTexts
    suggestions: SuggestionList
    held: HeldCount
    pauses: PauseList
    acts: UndoableActs
    languages: Sequence[str]
    clock: Clock
    discrepancies: DiscrepancyList
    asked_after: timedelta
    """How long variants stay unchanged before the desk is asked about them."""

    async def board(
        self, category: str | None, missing: str | None, below: ListPosition | None
    ) -> tuple[list[StoryCoverage], ListPosition | None]:
        """A page of the coverage board, and where the next begins; None at the end."""
        page: list[StoryCoverage] = []
        for _ in range(_SCANS):
            scanned = await self.texts.newest(category, below, _SCANNED)
            ids = {view.id for view in scanned}
            members = await self.texts.members({view.story_id for view in scanned})
            # An article whose story publish does not know yet is a story by itself.
            known = {view.id for view in members}
            members += [view for view in scanned if view.story_id == view.id and view.id not in known]
            stories = coverage_of(members, self.languages, self.clock.now(), category)
            # Each story once: on the page where its first article is scanned.
            page += [
                story
                for story in stories
                if story.founder in ids and (not missing or missing in story.missing)
            ]
            if len(scanned) < _SCANNED:
                return _cut(page, None)
            below = _position_of(scanned[-1])
            if len(page) >= _STORIES:
                break
        return _cut(page, below)

    async def asked(self) -> int:
        """The number of stories whose variants differ, and have stayed so for a while."""
        return await self.discrepancies.count_open(self.clock.now() - self.asked_after)

    async def suggestions_around(self, suggestion_id: str | None) -> SuggestionExcerpt:
        """The suggestions around one, or the first of them all; one that waits no more is shown alone."""
        place = await self.suggestions.place(suggestion_id) if suggestion_id else 0
        start = max(0, (place or 0) - _NEIGHBOURS)
        excerpt = await self.suggestions.waiting(start, 2 * _NEIGHBOURS + 1)
        if suggestion_id is None:
            return SuggestionExcerpt(excerpt, excerpt[0] if excerpt else None, 0)
        shown = (await self.suggestions.read([suggestion_id])).get(suggestion_id)
        return SuggestionExcerpt(excerpt, shown, place or 0)

    async def articles(self, ids: Iterable[ArticleId]) -> dict[str, ArticleView]:
        """Articles by id; one that is on its way to MongoDB is there without its text."""
        wanted = set(ids)
        known = await self.texts.articles(wanted)
        return {article_id: known.get(article_id) or _coming(article_id) for article_id in wanted}

    async def kill_targets(self, notice: HeldArticle) -> list[KillTarget]:
        """The articles that a kill in words probably means, the likeliest first; none of any other hold."""
        if not any(doubt.kind is DoubtKind.KILL for doubt in notice.doubts):
            return []
        named = await self.texts.articles(ids_named(notice))
        since = self.clock.now() - _KILLED_WITHIN
        recent = await self.texts.of_source(notice.source, since, _MOST_OF_A_SOURCE)
        return kill_targets(notice, {view.id: view for view in (*recent, *named.values())}.values())

    async def story(self, story_or_article_id: str) -> StorySnapshot | None:
        """The story of that id, redirects followed; or the one that the article of that id is in."""
        return await follow_redirect(self.nodes, story_or_article_id)

    async def audit_trail(self, ids: Sequence[str]) -> tuple[list[AuditEntry], frozenset[str]]:
        """Editors' acts on these articles, and the ids of those that may be undone."""
        trail = audit_trail(await self.texts.decisions(ids), await self.texts.orders(ids))
        act_ids = [entry.act_id for entry in trail if entry.act_id]
        return trail, frozenset(await self.acts.undoable(act_ids))

    async def search(self, text: str) -> list[ArticleView]:
        """Articles by words of their headlines."""
        return await self.texts.find(words_of(text), _MOST_SEARCHED)

    async def topics(self, language: str) -> list[TopicView]:
        """The topics of late, those that an editor curated first."""
        curated = {curation.tag_id: curation for curation in await self.texts.curations(language)}
        since = self.clock.now() - LATELY
        counted = {topic.id: topic for topic in await self.texts.topics(language, since, _TOPICS)}
        pinned_first = sorted(curated.values(), key=lambda c: (c.state != "pinned", c.number))
        first = [
            TopicView(c.tag_id, c.label, _stories(counted, c.tag_id), c.state, c.editor) for c in pinned_first
        ]
        return [*first, *(topic for topic in counted.values() if topic.id not in curated)]

    async def categories(self) -> list[str]:
        """The categories there are, no more than 60: they are open to senders."""
        return (await self.texts.categories())[:_CATEGORIES]


def _stories(counted: Mapping[str, TopicView], tag_id: str) -> int:
    return counted[tag_id].stories if tag_id in counted else 0


def _cut(
    stories: list[StoryCoverage], below: ListPosition | None
) -> tuple[list[StoryCoverage], ListPosition | None]:
    """A single page; the rest is read again from the last story that is shown."""
    if len(stories) <= _STORIES:
        return stories, below
    last = stories[_STORIES - 1]
    return stories[:_STORIES], ListPosition(last.started, last.founder)


def _position_of(view: ArticleView) -> ListPosition | None:
    return ListPosition(view.content.published_at, view.id) if view.content else None


def _coming(article_id: str) -> ArticleView:
    return ArticleView(article_id, "live", None, article_id, None, 0, shown=False)
