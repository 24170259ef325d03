"""Parser of the text of an agency's English page, as a browser or a scraper copies it, into article drafts.

Owns one kind of page: a strip of trending topics, an article with its tags and the headlines of its
Azerbaijani and Russian variants, and the list of latest news. Leaves out fetching the page and posting the
drafts. `parse` is the one entry point.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from newsroom.client.page_text import layout, tags_and_variants
from newsroom.client.page_text.layout import Entry, Page
from newsroom.client.page_text.lines import PageTextError, each_once
from newsroom.client.page_text.list_dates import date_entries
from newsroom.events.articles import ArticleDraft, Media, MediaKind, Reference

__all__ = ["PageTextError", "parse"]

_LANGUAGE = "en"
_LONGEST_SLUG = 100
# A headline from a list must not overwrite the whole article that a page of its own gave.
_VERSION_OF_ENTRY = 1
_VERSION_OF_PAGE = 2


def parse(text: str, *, source: str, zone: str = "Asia/Baku") -> list[ArticleDraft]:
    """The page's article first, then its variants, then the other entries of the list, newest first.

    `source` is the agency's name in our contract, `zone` the IANA zone of the times on its pages.
    An article's `source_id` is `2026-02-27/1933/slug-of-the-headline`, the same from its own page and
    from a list of any later page; a variant's has `.az` or `.ru` behind it. `version` counts the minutes
    of later news on the page, the only sign of its age: a page fetched later replaces an earlier one, and a
    bare headline never replaces a page. Raises `PageTextError`, with the line, where the text has no date,
    time or headline.
    """
    page = layout.read(text)
    own = _own_entry(page)
    instants = date_entries([entry.clock for entry in page.entries], page.published, own)
    version = _VERSION_OF_PAGE + _minutes_of_later_news(page.published, instants)
    shown = page.badges if own is None else (*page.badges, *page.entries[own].badges)
    drafts = _article(replace(page, badges=shown), version, source, ZoneInfo(zone))
    for entry, instant in zip(page.entries, instants, strict=True):
        drafts.append(_headline_only(entry, instant, source, ZoneInfo(zone)))
    return _once_each(drafts)


def _own_entry(page: Page) -> int | None:
    """Index of the list's entry of the page's own article: the one at its time with its headline."""
    name = _source_id(page.published, page.headline)
    day = page.published.date()
    names = (_source_id(datetime.combine(day, entry.clock), entry.headline) for entry in page.entries)
    return next((index for index, other in enumerate(names) if other == name), None)


def _minutes_of_later_news(published: datetime, instants: Sequence[datetime]) -> int:
    return int((instants[0] - published) / timedelta(minutes=1)) if instants else 0


def _article(page: Page, version: int, source: str, zone: ZoneInfo) -> list[ArticleDraft]:
    """The page's article, then a headline for each of its variants, dated like the article."""
    text = tags_and_variants.split(page.text, page.headline)
    original = Reference(source=source, source_id=_source_id(page.published, page.headline))
    published = page.published.replace(tzinfo=zone)
    article = ArticleDraft(
        source=source,
        source_id=original.source_id,
        language=_LANGUAGE,
        headline=page.headline,
        body=text.body,
        category=_category(page.category),
        tags=text.tags,
        media=_media(page.badges),
        published_at=published,
        version=version,
    )
    variants = [
        ArticleDraft(
            source=source,
            source_id=f"{original.source_id}.{language}",
            language=language,
            headline=headline,
            category=article.category,
            published_at=published,
            translation_of=original,
            version=version,
        )
        for language, headline in text.variants.items()
    ]
    return [article, *variants]


def _headline_only(entry: Entry, instant: datetime, source: str, zone: ZoneInfo) -> ArticleDraft:
    return ArticleDraft(
        source=source,
        source_id=_source_id(instant, entry.headline),
        language=_LANGUAGE,
        headline=entry.headline,
        category=_category(entry.category),
        media=_media(entry.badges),
        published_at=instant.replace(tzinfo=zone),
        version=_VERSION_OF_ENTRY,
    )


def _source_id(instant: datetime, headline: str) -> str:
    """Source id from date, time and headline, all that a list has. Two articles may share a minute."""
    slug = re.sub(r"[\W_]+", "-", headline.casefold()).strip("-")[:_LONGEST_SLUG]
    return f"{instant:%Y-%m-%d/%H%M}/{slug}"


def _category(name: str | None) -> str | None:
    """The slug of a category's name: "Foreign policy" is foreign-policy."""
    letters = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST_SLUG] or None


def _media(badges: Sequence[MediaKind]) -> tuple[Media, ...]:
    """Media without an address: a badge only names the kind."""
    return tuple(Media(kind=kind) for kind in each_once(badges))


def _once_each(drafts: Sequence[ArticleDraft]) -> list[ArticleDraft]:
    """Drafts without repeats: the page's article comes before its own entry in the list and wins."""
    first: dict[str, ArticleDraft] = {}
    for draft in drafts:
        first.setdefault(draft.source_id, draft)
    return list(first.values())
