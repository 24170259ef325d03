"""Presenter of the desk's API: nodes and suggestions read, and shown in the API's schemas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.stories import LinkSuggestion
from translate.desk_http import schemas
from translate.matching import Features
from translate.stories.graph import Node
from translate.stories.missing_languages import missing_languages
from translate.stories.node_store import NodeReader


class WaitingList(Protocol):
    """The suggestions that wait, the likeliest first, from a place on."""

    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]: ...


class LackingList(Protocol):
    """Ids of the stories that lack a language, oldest first, from a place on."""

    async def lacking(self, language: str, after: int, limit: int) -> list[str]: ...


class StoredFeatures(Protocol):
    """Features of articles, as far as they are kept."""

    async def get(self, article_ids: Sequence[str]) -> list[Features]: ...


@dataclass(frozen=True, slots=True)
class DeskPresenter:
    """Reads for the API's answers. Calls raise StoreUnavailableError."""

    nodes: NodeReader
    suggestions: WaitingList
    board: LackingList
    features: StoredFeatures
    languages: Sequence[str]

    async def waiting(self, after: int, limit: int) -> list[schemas.Suggestion]:
        """Suggestions that wait, from a place on."""
        return await self.shown(await self.suggestions.waiting(after, limit))

    async def shown(self, suggestions: Sequence[LinkSuggestion]) -> list[schemas.Suggestion]:
        """Suggestions with their articles."""
        nodes = await self.nodes.read({end for own in suggestions for end in (own.article_id, own.other_id)})
        articles = await self._articles(list(nodes.values()))
        return [
            schemas.Suggestion(
                id=suggestion.id,
                score=suggestion.score,
                languages=suggestion.languages,
                evidence=suggestion.evidence,
                articles=[articles[suggestion.article_id], articles[suggestion.other_id]],
                state=suggestion.state,
            )
            for suggestion in suggestions
        ]

    async def lacking(self, language: str, after: int, limit: int) -> tuple[list[schemas.CoveredStory], int]:
        """Stories that lack a language, from a place on, and how many places they take.

        Nobody misses a language of what is withdrawn as a whole; once restored it has its place again.
        """
        story_ids = await self.board.lacking(language, after, limit)
        nodes = await self.nodes.read(story_ids)
        stories = [node.story for node in nodes.values() if node.story is not None]
        members = await self.nodes.read({m.id for story in stories for m in story.articles.values()})
        articles = await self._articles(list(members.values()))
        by_id = {
            story.id: schemas.CoveredStory(
                id=story.id,
                articles={code: articles[member.id] for code, member in story.articles.items()},
                missing=missing_languages(story, self.languages),
            )
            for story in stories
            if any(not members[member.id].withdrawn for member in story.articles.values())
        }
        return [by_id[story_id] for story_id in story_ids if story_id in by_id], len(story_ids)

    async def _articles(self, nodes: Sequence[Node]) -> dict[str, schemas.DeskArticle]:
        """Articles with their headlines, as far as their features are kept."""
        stored = await self.features.get([node.id for node in nodes])
        headlines = {features.id: features.headline for features in stored}
        return {
            node.id: schemas.DeskArticle(
                id=node.id,
                language=node.metadata.language if node.metadata else None,
                published_at=node.metadata.published_at if node.metadata else None,
                headline=headlines.get(node.id),
                story_id=node.story_id,
            )
            for node in nodes
        }
