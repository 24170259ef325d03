"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from newsroom.events.live import PublicArticle
from publish.feeds.attachments import attachments
from publish.feeds.content import content_html
from publish.feeds.edition import FeedEdition
from publish.feeds.timestamps import internet_time, modified
from publish.feeds.uris import ascii_uri
from publish.feeds.urns import article_urn, story_urn

MEDIA_TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"


class Author(BaseModel):
    """The author of an article."""

    name: str


class FeedAttachment(BaseModel):
    """A medium that goes with an article."""

    url: str
    mime_type: str
    title: str | None = None


class Translation(BaseModel):
    """A variant. `stale` means that it lags behind a correction of the article it is seen from."""

    id: str
    language: str
    url: str
    title: str
    stale: bool


class Extension(BaseModel):
    """Fields that JSON Feed has no names for."""

    about: Literal["urn:newsroom:json-feed"] = "urn:newsroom:json-feed"
    story: str
    revision: int
    correction: str | None = None
    translations: Sequence[Translation] = ()


class FeedEntry(BaseModel):
    """Article under JSON Feed's own names."""

    id: str
    url: str
    external_url: str | None = None
    title: str
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    date_published: str
    date_modified: str
    authors: Sequence[Author] | None = None
    tags: Sequence[str] | None = None
    language: str
    attachments: Sequence[FeedAttachment] | None = None
    newsroom: Extension = Field(serialization_alias="_newsroom")


class FeedHub(BaseModel):
    """Hub that announces changes of the feed."""

    type: Literal["WebSub"] = "WebSub"
    url: str


class JsonFeed(BaseModel):
    """The feed."""

    version: str = _VERSION
    title: str
    home_page_url: str
    feed_url: str
    language: str
    authors: Sequence[Author]
    hubs: Sequence[FeedHub]
    items: Sequence[FeedEntry]


def json_feed(edition: FeedEdition) -> bytes:
    """The feed, variants in its extension `_newsroom`."""
    feed = JsonFeed(
        title=edition.title,
        home_page_url=edition.home,
        feed_url=edition.address,
        language=edition.language,
        authors=[Author(name=edition.publisher)],
        hubs=[FeedHub(url=edition.hub)],
        items=[_entry(article) for article in edition.articles],
    )
    return feed.model_dump_json(by_alias=True, exclude_none=True).encode()


def _entry(article: PublicArticle) -> FeedEntry:
    html = content_html(article)
    attached = attachments(article.media)
    photos = (attachment.url for attachment in attached if attachment.medium.kind == "photo")
    return FeedEntry(
        id=article_urn(article.id),
        url=ascii_uri(article.url),
        external_url=ascii_uri(article.source_url) if article.source_url else None,
        title=article.headline,
        content_html=html,
        content_text=None if html else article.headline,  # one of the two must be there
        summary=article.lead,
        image=next(photos, None),
        date_published=internet_time(article.first_published_at),
        date_modified=internet_time(modified(article)),
        authors=[Author(name=article.byline)] if article.byline else None,
        tags=_tags(article),
        language=article.language,
        attachments=[
            FeedAttachment(
                url=attachment.url, mime_type=attachment.media_type, title=attachment.medium.caption
            )
            for attachment in attached
        ]
        or None,
        newsroom=_extension(article),
    )


def _tags(article: PublicArticle) -> list[str] | None:
    labels = [tag.label for tag in article.tags]
    return ([article.category, *labels] if article.category else labels) or None


def _extension(article: PublicArticle) -> Extension:
    return Extension(
        story=story_urn(article.story_id),
        revision=article.revision,
        correction=article.correction,
        translations=[
            Translation(
                id=article_urn(variant.id),
                language=language,
                url=ascii_uri(variant.url),
                title=variant.headline,
                stale=variant.stale,
            )
            for language, variant in sorted(article.variants.items())
        ],
    )
