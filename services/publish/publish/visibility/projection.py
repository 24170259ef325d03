"""Projection of an article to what the public sees: a pure function of its facts and of its story's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom.events.articles import ArticleRevision, Language
from newsroom.events.live import PublicArticle, Variant
from newsroom.events.stories import StoryLink, StorySnapshot
from publish.visibility.facts import ArticleFacts
from publish.visibility.link_path import LinkPath, link_path
from publish.visibility.page_urls import PageUrls
from publish.visibility.paragraphs import paragraphs_html


@dataclass(frozen=True, slots=True)
class StoryContext:
    """The story of an article, if it has a snapshot yet, with the facts of its siblings."""

    story: StorySnapshot | None
    articles: Mapping[str, ArticleFacts]


def project(
    facts: ArticleFacts, context: StoryContext, urls: PageUrls, now: datetime
) -> PublicArticle | None:
    """The article as the public sees it, None where it must not. `seq` and `cursor` are left as they were."""
    content = facts.content
    if content is None or not facts.is_visible(now):
        return None
    return PublicArticle(
        id=facts.id,
        story_id=facts.story_id,
        revision=content.revision,
        seq=facts.seq,
        language=content.language,
        headline=content.headline,
        lead=content.lead,
        category=content.category,
        tags=content.tags,
        badges=tuple(dict.fromkeys(medium.kind for medium in content.media)),
        urgency=content.urgency,
        correction=content.correction,
        published_at=content.published_at,
        first_published_at=max(content.published_at, facts.first_release or content.published_at),
        updated_at=content.modified_at or content.received_at,
        url=_url(content, urls),
        source_url=content.url,
        variants=_variants(content, facts, context, urls, now),
        body=content.body,
        body_html=content.body_html or paragraphs_html(content.body),
        media=content.media,
        source=content.source,
        byline=content.byline,
        dateline=content.dateline,
        rights=content.rights,
    )


def _url(content: ArticleRevision, urls: PageUrls) -> str:
    return urls.article(content.language, content.category, content.headline, content.id)


def _variants(
    content: ArticleRevision, facts: ArticleFacts, context: StoryContext, urls: PageUrls, now: datetime
) -> dict[Language, Variant]:
    siblings = list(_siblings(facts, context, now))
    corrections = _own_corrections([content, *(sibling for sibling, _ in siblings)])
    return {
        sibling.language: Variant(
            id=sibling.id,
            headline=sibling.headline,
            url=_url(sibling, urls),
            stale=_lags(sibling, content, corrections),
            method=link.method,
            score=link.score,
        )
        for sibling, link in siblings
    }


def _siblings(
    facts: ArticleFacts, context: StoryContext, now: datetime
) -> Iterable[tuple[ArticleRevision, LinkPath]]:
    """The visible members of the article's story in other languages.

    A member counts where both agree: the snapshot names it, and it was last moved to this story.
    """
    story = context.story
    if story is None or not _is_member(facts, story):
        return
    for language in sorted(story.articles):
        sibling = context.articles.get(story.articles[language].id)
        if sibling is None or sibling.id == facts.id or sibling.content is None:
            continue
        if _is_member(sibling, story) and sibling.is_visible(now):
            yield sibling.content, _link_path(story.links, facts.id, sibling.id)


def _is_member(facts: ArticleFacts, story: StorySnapshot) -> bool:
    return facts.story_id == story.id and any(member.id == facts.id for member in story.articles.values())


def _link_path(links: Iterable[StoryLink], from_id: str, to_id: str) -> LinkPath:
    return link_path(links, from_id, to_id) or LinkPath("explicit", None)


def _original(story: Sequence[ArticleRevision]) -> str:
    """The id of the article that the others are taken to translate: the one they name, else the first."""
    named = {article.translation_of.article_id for article in story if article.translation_of is not None}
    return min(story, key=lambda article: (article.id not in named, article.first_received_at, article.id)).id


def _own_corrections(story: Sequence[ArticleRevision]) -> list[ArticleRevision]:
    """The articles whose last correction is one of their own, and none that takes another's over.

    One that follows another's is taken to answer it, so that a round of corrections comes to rest. The
    original answers nobody.
    """
    corrected = sorted(filter(_was_corrected, story), key=lambda article: article.received_at)
    if not corrected:
        return []
    original, own = _original(story), list[ArticleRevision]()
    for article in corrected:
        before = article.previous_received_at or article.first_received_at
        if article.id == original or not any(before < other.received_at for other in own):
            own.append(article)
    return own


def _lags(
    sibling: ArticleRevision, seen_from: ArticleRevision, corrections: Sequence[ArticleRevision]
) -> bool:
    """Whether the sibling is older than a correction that the article it is seen from has, or is."""
    return any(
        sibling.received_at < correction.received_at <= seen_from.received_at for correction in corrections
    )


def _was_corrected(content: ArticleRevision) -> bool:
    return content.first_received_at < content.received_at
