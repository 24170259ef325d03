"""NewsArticle of schema.org as JSON-LD, for the pages (https://schema.org/NewsArticle)."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from newsroom.events.articles import Media
from newsroom.events.live import PublicArticle, Variant
from publish.feeds.attachments import Attachment, attachments
from publish.feeds.timestamps import internet_time, modified
from publish.feeds.uris import ascii_uri
from publish.feeds.urns import article_urn

MEDIA_TYPE = "application/ld+json"
# Text within <script> ends at the first `</`, whatever JSON says; JSON takes these escapes for the same.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Thing(BaseModel):
    """Fields are written under schema.org's names, in camel case."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Party(Thing):
    """A person or an organization."""

    type: Literal["Person", "NewsMediaOrganization"] = Field(serialization_alias="@type")
    name: str
    url: str | None = None


class ImageObject(Thing):
    """A photo."""

    type: Literal["ImageObject"] = Field(default="ImageObject", serialization_alias="@type")
    url: str
    caption: str | None = None
    credit_text: str | None = None
    width: int | None = None
    height: int | None = None


class CorrectionComment(Thing):
    """The note that goes with a correction."""

    type: Literal["CorrectionComment"] = Field(default="CorrectionComment", serialization_alias="@type")
    text: str


class TranslatedArticle(Thing):
    """A variant."""

    type: Literal["NewsArticle"] = Field(default="NewsArticle", serialization_alias="@type")
    id: str = Field(serialization_alias="@id")
    url: str
    headline: str
    in_language: str


class NewsArticle(Thing):
    """The article."""

    context: Literal["https://schema.org"] = Field(
        default="https://schema.org", serialization_alias="@context"
    )
    type: Literal["NewsArticle"] = Field(default="NewsArticle", serialization_alias="@type")
    id: str = Field(serialization_alias="@id")
    url: str
    main_entity_of_page: str
    headline: str
    description: str | None = None
    in_language: str
    date_published: str
    date_modified: str
    author: Party
    publisher: Party
    image: Sequence[ImageObject] | None = None
    article_section: str | None = None
    keywords: Sequence[str] | None = None
    dateline: str | None = None
    copyright_notice: str | None = None
    correction: CorrectionComment | None = None
    work_translation: Sequence[TranslatedArticle] | None = None


def news_article(article: PublicArticle, publisher: str, home: str, section: str | None = None) -> bytes:
    """The JSON-LD of an article's page: UTF-8, safe within `<script type="application/ld+json">`.

    `publisher` and `home` are the newsroom's name and its front page; `section` is the category as
    readers see it.
    """
    newsroom = Party(type="NewsMediaOrganization", name=publisher, url=home)
    address = ascii_uri(article.url)
    described = NewsArticle(
        id=article_urn(article.id),
        url=address,
        main_entity_of_page=address,
        headline=article.headline,
        description=article.lead,
        in_language=article.language,
        date_published=internet_time(article.first_published_at),
        date_modified=internet_time(modified(article)),
        author=Party(type="Person", name=article.byline) if article.byline else newsroom,
        publisher=newsroom,
        image=_images(article.media) or None,
        article_section=section or article.category,
        keywords=[tag.label for tag in article.tags] or None,
        dateline=article.dateline,
        copyright_notice=article.rights,
        correction=CorrectionComment(text=article.correction) if article.correction else None,
        work_translation=[_translated(*named) for named in sorted(article.variants.items())] or None,
    )
    return script_safe(described.model_dump_json(by_alias=True, exclude_none=True)).encode()


def script_safe(written: str) -> str:
    """The same JSON, such that no text in it ends the `<script>` around it."""
    return written.translate(_ESCAPES)


def _images(media: Sequence[Media]) -> list[ImageObject]:
    return [_image(attached) for attached in attachments(media) if attached.medium.kind == "photo"]


def _image(attached: Attachment) -> ImageObject:
    medium = attached.medium
    return ImageObject(
        url=attached.url,
        caption=medium.caption,
        credit_text=medium.credit,
        width=medium.width,
        height=medium.height,
    )


def _translated(language: str, variant: Variant) -> TranslatedArticle:
    return TranslatedArticle(
        id=article_urn(variant.id),
        url=ascii_uri(variant.url),
        headline=variant.headline,
        in_language=language,
    )
