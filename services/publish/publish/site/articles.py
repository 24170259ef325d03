"""Page of an article, and its stand-ins: a redirect, a tombstone, a missing page."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.identity import is_article_id
from newsroom.events.live import PublicArticle
from publish.site import paths
from publish.site.frame import PageFrame, of
from publish.site.page import ArticlePage, LanguageEdition, Live, Moved, Page
from publish.visibility.facts import ArticleFacts

_YIELDS = 5  # stubs that yield to one another are followed no further


@dataclass(frozen=True, slots=True)
class ArticlePages:
    """Pages of articles, as of a cursor that was read before anything else."""

    frame: PageFrame

    async def article(self, path: str, language: str, cursor: str) -> Page | Moved:
        """The page at a path, whose end names the article; the rest of it may be out of date."""
        facts = await self._full(paths.article_id_of(path))
        if facts is not None and facts.status == "withdrawn":
            return await self.frame.gone(language, cursor)
        if facts is None or facts.public is None:
            return await self.frame.missing(language, cursor)
        current = paths.path_of(facts.public.url)
        return await self._page(facts.public, path, cursor) if path == current else Moved(current)

    async def _page(self, article: PublicArticle, path: str, cursor: str) -> Page:
        editions = editions_of(article, self.frame.languages)
        return ArticlePage(
            path=path,
            default_path=next(edition.path for edition in editions if edition.same),
            editions=editions,
            live=Live(of(article.language), cursor),
            listing=await self.frame.latest(article.language),
            today=self.frame.today,
            trending=await self.frame.trending.topics(article.language),
            article=article,
        )

    async def _full(self, article_id: str) -> ArticleFacts | None:
        """The article of an id, or the full one to which that stub yielded its place."""
        facts = await self._facts(article_id)
        for _ in range(_YIELDS):
            if facts is None or facts.status == "withdrawn" or facts.yields_to is None:
                return facts
            facts = await self._facts(facts.yields_to)
        return None

    async def _facts(self, article_id: str) -> ArticleFacts | None:
        return await self.frame.feed.article(article_id) if is_article_id(article_id) else None


def editions_of(article: PublicArticle, languages: Sequence[str]) -> list[LanguageEdition]:
    """The article and its variants; a language's front page where there is none yet."""
    there = {language: paths.path_of(variant.url) for language, variant in article.variants.items()}
    there[article.language] = paths.path_of(article.url)
    return [
        LanguageEdition(language, there.get(language, paths.front(language)), same=language in there)
        for language in languages
    ]
