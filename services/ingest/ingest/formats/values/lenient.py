"""Lenient drafts: an optional field never costs an article, a missing one that must be there is named."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from http import HTTPStatus
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from slugify import slugify

from ingest.content.urls import LONGEST, canonical_url
from ingest.formats.document import Document, Doubt, Doubted, DoubtKind, Unreadable
from ingest.formats.doubts.examine import doubt_of_controls
from ingest.formats.doubts.notices import Place, notices_in
from ingest.formats.doubts.terms import doubts_of_terms
from ingest.formats.values import texts
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.languages import alike, contradicts, language_of
from ingest.formats.values.pictures import with_pictures
from ingest.formats.values.provenance import derived_id, source_of
from ingest.formats.values.strict import Uncertain, certain_end
from newsroom.events.articles import (
    MAX_LABEL,
    MAX_MEDIA,
    MAX_PIXELS,
    MAX_TAGS,
    MAX_VERSION,
    ArticleDraft,
    Media,
    Reference,
)
from newsroom.http.problems import FieldProblem, ProblemError

_LONGEST_HEADLINE = 1000
_LONGEST_SENTENCE = 160  # characters of a text's beginning that stand in for a headline
_SENTENCE = re.compile(r"(.{20,}?[.!?…])(?=\s+[«\"“„(]?[^\W\d_a-zа-яёəıöüğşç])", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_REPLACEMENTS = [("ə", "e"), ("Ə", "E"), (":", "-")]


def draft_of(
    article: ExtractedArticle, document: Document, places: Places, *doubts: Doubt
) -> ArticleDraft | Doubted | Unreadable:
    """The draft, or why there is none; with `doubts`, or an embargo that is not certain, it is to be held."""
    text = texts.line(article.body_html) or texts.line(article.body) or ""
    plain = texts.plain_of(article.body_html)
    headline = _headline(article, text)
    if headline is None:
        return missing("headline", places.headline)
    source_id = article.source_id or _derived_id(article, headline, text)
    if source_id is None:
        return missing("source_id", places.source_id)
    embargo = certain_end(article.embargoes, document.zone)
    if isinstance(embargo, Uncertain):
        why = f"{places.embargo}: {embargo.reason}"
        doubts = (*doubts, _doubt(why, embargo, article.embargoes[0], document.zone))
        embargo = None
    doubts = (*doubts, *_doubts_in_words(article, source_id))
    source = source_of(document, *article.origins)
    try:
        draft = ArticleDraft(
            source=source,
            source_id=source_id,
            language=_language(article, f"{headline} {text}", document.languages),
            headline=headline,
            lead=_lead(article, headline),
            body=_without_headline(plain or texts.paragraphs(article.body), headline),
            body_html=None if plain else _html(article, headline),
            category=_slug(article.category),
            tags=_tags(article.tags),
            media=_media(article.media, article.base),
            published_at=article.published_at,
            embargo_until=embargo,
            url=_address(article.url, article.base),
            translation_of=_reference(source, source_id, article.translation_of),
            byline=_byline(article.byline),
            dateline=texts.line(article.dateline),
            urgency=article.urgency if article.urgency in range(1, 9) else None,
            correction=texts.line(article.correction),
            rights=texts.line(article.rights),
            version=article.version if abs(article.version or 0) <= MAX_VERSION else None,
            modified_at=article.modified_at,
        )
    except ValidationError as error:
        # Every field is made to fit above; what still does not is named rather than lost.
        problems = [
            FieldProblem(".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors()
        ]
        return _unreadable(*problems)
    return Doubted(draft, doubts) if doubts else draft


def _doubts_in_words(article: ExtractedArticle, source_id: str) -> Iterator[Doubt]:
    """Doubts about debris, and about notices where the formats have places for them."""
    if debris := doubt_of_controls(article.headline):
        yield debris
    for notice in notices_in(((Place.SLUG, article.label), (Place.NOTE, article.note))):
        yield notice.doubt_of(source_id)
    yield from doubts_of_terms(source_id, *article.terms)


def _doubt(why: str, uncertain: Uncertain, written: str, zone: tzinfo | None) -> Doubt:
    """The doubt about an embargo, with all that an answer to its question needs to read it."""
    known = zone.key if isinstance(zone, ZoneInfo) else ""
    return Doubt(
        DoubtKind.EMBARGO,
        "embargo_until",
        why,
        uncertain.over_at,
        uncertain.cause,
        written if uncertain.cause else "",
        known if uncertain.cause else "",
    )


def missing(field: str, place: str) -> Unreadable:
    """A refusal that names what must be there, in the words of its format."""
    return _unreadable(FieldProblem(field, f"it must be there: {place}", f"write {place}"))


def skipped(reason: str) -> Unreadable:
    """A refusal of what is no article."""
    return Unreadable(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, reason))


def refused_field(problem: FieldProblem) -> Unreadable:
    """A refusal for what one field holds."""
    return _unreadable(problem)


def _unreadable(*problems: FieldProblem) -> Unreadable:
    detail = "; ".join(f"{problem.field}: {problem.problem}" for problem in problems)
    return Unreadable(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"{detail}.", errors=problems))


def _headline(article: ExtractedArticle, text: str) -> str | None:
    """As written, else how the text begins, else what the article is filed under."""
    one_line = texts.plain_line if article.is_plain_headline else texts.line
    written = one_line(article.headline, _LONGEST_HEADLINE)
    if written and any(char.isalnum() for char in written):
        return written
    beginning = texts.line(article.lead) or text
    sentence = _SENTENCE.match(beginning)
    begins = texts.line(sentence.group(1) if sentence else beginning, _LONGEST_SENTENCE)
    if begins and any(char.isalnum() for char in begins):
        return begins
    return texts.line(article.label, _LONGEST_HEADLINE)


def _derived_id(article: ExtractedArticle, headline: str, text: str) -> str | None:
    """Of an article without a name: its headline and its day, since neither changes with a correction."""
    day = article.published_at.date().isoformat() if article.published_at else text
    return derived_id(headline, day)


def _language(article: ExtractedArticle, text: str, known: Sequence[str]) -> str | None:
    """As the article says; what is said of all that came with it holds unless its text shows otherwise."""
    own = language_of(article.language)
    if own is None:
        default = language_of(article.default_language)
        own = None if default is not None and contradicts(default, text) else default
    return alike(own, known) if own is not None else None


def _lead(article: ExtractedArticle, headline: str) -> str | None:
    lead = texts.line(article.lead)
    if lead is None or not lead.casefold().endswith(headline.casefold()):
        return lead
    # The headline again, behind a slug or nothing: what is before it has no small letter.
    before = lead[: -len(headline)]
    return None if before.upper() == before else lead


def _without_headline(body: str | None, headline: str) -> str | None:
    first, _, rest = (body or "").partition("\n")
    return rest.strip() or None if first.strip().casefold() == headline.casefold() else body


def _html(article: ExtractedArticle, headline: str) -> str | None:
    html = with_pictures(texts.article_html(article.body_html, headline))
    return texts.with_absolute_links(html, article.base)


def _slug(category: str | None) -> str | None:
    slug = str(
        slugify(
            texts.line(category) or "", replacements=_REPLACEMENTS, max_length=100, backend="text-unidecode"
        )
    ).strip("-")
    return slug or None


def _tags(tags: Iterable[str]) -> tuple[str, ...]:
    labels: dict[str, str] = {}
    for tag in tags:
        label = texts.line(tag, MAX_LABEL)
        if label:
            labels.setdefault(label.casefold(), label)
    return tuple(labels.values())[:MAX_TAGS]


def _media(media: Iterable[ExtractedMedia], base: str | None) -> tuple[Media, ...]:
    kept: dict[str, Media] = {}
    for extracted in media:
        url = _address(extracted.url, base)
        if url is not None:
            described = Media(
                kind=extracted.kind,
                url=url,
                caption=texts.line(extracted.caption),
                credit=texts.line(extracted.credit),
                width=_pixels(extracted.width),
                height=_pixels(extracted.height),
            )
            kept.setdefault(url, described)
    return tuple(kept.values())[:MAX_MEDIA]


def _pixels(size: int | None) -> int | None:
    return size if size is not None and 1 <= size <= MAX_PIXELS else None


def _address(url: str | None, base: str | None) -> str | None:
    """An address that readers may open; as written where it can be, since its host may be particular."""
    written = texts.unescaped((url or "").strip()) if "&amp;" in (url or "") else (url or "").strip()
    if _ADDRESS.fullmatch(written) and len(written) <= LONGEST and written.isascii():
        return written
    return canonical_url(written, base) if written else None


def _reference(source: str, source_id: str, other: str | None) -> Reference | None:
    return Reference(source=source, source_id=other) if other and other != source_id else None


def _byline(byline: str | None) -> str | None:
    """The byline, without the word for `by` that some write into it."""
    line = texts.line(byline)
    return re.sub(r"^(?:by|von|par|por|автор:?)\s+", "", line, flags=re.IGNORECASE) or None if line else None
