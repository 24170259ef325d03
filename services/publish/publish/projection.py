"""What the public sees of an article: a pure function of what publish knows of it and of its story."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsroom.events.articles import ArticleRevision
from newsroom.events.live import PublicArticle, Variant
from newsroom.events.stories import StoryLink, StorySnapshot
from publish.addresses import Site
from publish.facts import ArticleFacts
from publish.links import Attachment, attachment
from publish.markup import paragraphs_html


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a projection looks at beside the article: its story, if told of one, and the siblings."""

    story: StorySnapshot | None
    articles: Mapping[str, ArticleFacts]


def project(facts: ArticleFacts, around: Surroundings, site: Site, now: datetime) -> PublicArticle | None:
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
        updated_at=content.modified_at or content.received_at,
        url=_address(content, site),
        source_url=content.url,
        variants={v.language: _variant(content, v, link, site) for v, link in _siblings(facts, around, now)},
        body=content.body,
        body_html=content.body_html or paragraphs_html(content.body),
        media=content.media,
        source=content.source,
        byline=content.byline,
        dateline=content.dateline,
        rights=content.rights,
    )


def _address(content: ArticleRevision, site: Site) -> str:
    return site.article(content.language, content.category, content.headline, content.id)


def _siblings(
    facts: ArticleFacts, around: Surroundings, now: datetime
) -> Iterable[tuple[ArticleRevision, Attachment]]:
    """The visible members of the article's story in other languages.

    A member counts where both say so: the snapshot names it, and it was last moved to this story.
    """
    story = around.story
    if story is None or not _is_member(facts, story):
        return
    for language in sorted(story.articles):
        sibling = around.articles.get(story.articles[language].id)
        if sibling is None or sibling.id == facts.id or sibling.content is None:
            continue
        if _is_member(sibling, story) and sibling.is_visible(now):
            yield sibling.content, _attachment(story.links, facts.id, sibling.id)


def _is_member(facts: ArticleFacts, story: StorySnapshot) -> bool:
    return facts.story_id == story.id and any(member.id == facts.id for member in story.articles.values())


def _attachment(links: Iterable[StoryLink], one: str, other: str) -> Attachment:
    return attachment(links, one, other) or Attachment("explicit", None)


def _variant(seen_from: ArticleRevision, sibling: ArticleRevision, link: Attachment, site: Site) -> Variant:
    return Variant(
        id=sibling.id,
        headline=sibling.headline,
        url=_address(sibling, site),
        stale=_was_corrected(seen_from) and sibling.received_at < seen_from.received_at,
        method=link.method,
        score=link.score,
    )


def _was_corrected(content: ArticleRevision) -> bool:
    return content.first_received_at < content.received_at
