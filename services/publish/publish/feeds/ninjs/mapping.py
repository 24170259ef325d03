"""Articles as ninjs objects."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.articles import MediaKind
from newsroom.events.live import PublicArticle, Variant
from publish.feeds.attachments import Attachment, attachments
from publish.feeds.ninjs.shape import (
    AltId,
    Concept,
    Headline,
    InfoSource,
    NewsObject,
    NewsType,
    Rendition,
    Standard,
    Text,
)
from publish.feeds.timestamps import internet_time, modified
from publish.feeds.uris import ascii_uri
from publish.feeds.urns import article_urn, medium_urn, story_urn

MEDIA_TYPE = "application/vnd.iptc.ninjs+json"
_HTML = "text/html"
_PLAIN = "text/plain"
_TYPES: dict[MediaKind, NewsType] = {
    "photo": "picture",
    "video": "video",
    "audio": "audio",
    "document": "component",
}


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles as one object. `uri` is the address that was requested."""

    uri: str
    title: str
    articles: Sequence[PublicArticle]


def ninjs(article: PublicArticle) -> bytes:
    """The article as a ninjs object, UTF-8 JSON."""
    return _article(article).model_copy(update={"standard": Standard()}).written()


def ninjs_collection(collection: Collection) -> bytes:
    """Articles as one composite object with each whole in its associations, in their order."""
    return NewsObject(
        uri=ascii_uri(collection.uri),
        standard=Standard(),
        type="composite",
        representation_type="full",
        title=collection.title,
        associations=[
            _article(article).model_copy(update={"name": f"article-{place}"})
            for place, article in enumerate(collection.articles, 1)
        ],
    ).written()


def _article(article: PublicArticle) -> NewsObject:
    variants = [_variant(*named) for named in sorted(article.variants.items())]
    media = [_medium(article.id, attached) for attached in attachments(article.media)]
    return NewsObject(
        uri=article_urn(article.id),
        type="text",
        representation_type="full",
        profile="text-media" if media else "text-only",
        version=str(article.revision),
        version_created=internet_time(modified(article)),
        content_created=internet_time(article.published_at),
        pub_status="usable",
        urgency=article.urgency,
        language=article.language,
        by=article.byline,
        located=article.dateline,
        copyright_notice=article.rights,
        headlines=[Headline(value=article.headline)],
        descriptions=_descriptions(article) or None,
        bodies=_bodies(article) or None,
        subjects=_subjects(article) or None,
        info_sources=[InfoSource(name=article.source, role="supplier")],
        alt_ids=_alt_ids(article),
        renditions=[_page(article.url)],
        associations=[*variants, *media] or None,
    )


def _descriptions(article: PublicArticle) -> list[Text]:
    texts = (("summary", article.lead), ("correction", article.correction))
    return [Text(role=role, content_type=_PLAIN, value=text) for role, text in texts if text]


def _bodies(article: PublicArticle) -> list[Text]:
    bodies: list[Text] = []
    if article.body:
        characters, words = len(article.body), len(article.body.split())
        plain = Text(
            role="text", content_type=_PLAIN, value=article.body, char_count=characters, word_count=words
        )
        bodies.append(plain)
    if article.body_html:
        bodies.append(Text(role="html", content_type=_HTML, value=article.body_html))
    return bodies


def _subjects(article: PublicArticle) -> list[Concept]:
    category = article.category
    filed = [Concept(name=category, rel="category", literal=category)] if category else []
    return [*filed, *(Concept(name=tag.label, rel="tag", literal=tag.id) for tag in article.tags)]


def _alt_ids(article: PublicArticle) -> list[AltId]:
    ids = [AltId(role="id", value=article.id), AltId(role="story", value=story_urn(article.story_id))]
    return [*ids, AltId(role="cursor", value=article.cursor)] if article.cursor else ids


def _variant(language: str, variant: Variant) -> NewsObject:
    """A variant that lags behind a correction has a role of its own."""
    return NewsObject(
        uri=article_urn(variant.id),
        name=f"translation-{language}",
        rel="stale-translation" if variant.stale else "translation",
        type="text",
        representation_type="partial",
        language=language,
        headlines=[Headline(value=variant.headline)],
        renditions=[_page(variant.url)],
    )


def _medium(article_id: str, attached: Attachment) -> NewsObject:
    medium = attached.medium
    caption = medium.caption
    file = Rendition(
        name="main",
        href=attached.url,
        content_type=attached.media_type,
        width=medium.width,
        height=medium.height,
    )
    return NewsObject(
        uri=medium_urn(article_id, attached.position),
        name=f"media-{attached.position}",
        rel=medium.kind,
        type=_TYPES[medium.kind],
        representation_type="partial",
        by=medium.credit,
        descriptions=[Text(role="caption", content_type=_PLAIN, value=caption)] if caption else None,
        renditions=[file],
    )


def _page(url: str) -> Rendition:
    return Rendition(name="page", href=ascii_uri(url), content_type=_HTML)
