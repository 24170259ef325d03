"""One article as an adapter extracts it, as untidy as it was written."""

from dataclasses import dataclass
from datetime import datetime

from newsroom.events.articles import MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedMedia:
    """A picture or the like; `url` may be relative, texts may hold HTML."""

    kind: MediaKind = "photo"
    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """An article as its format has it; nothing is checked yet.

    `origins` say who it is from (an address, a URN, a mail address, a name), the best first.
    `language` is the article's own tag, `default_language` that of what it came in. `label` stands in for
    a headline where there is no text either. `embargoes` are all that are named, an empty one where it holds
    until further notice. `note` is for editors, `terms` are of use, and instructions, beside `rights`. `base`
    is what relative addresses are relative to. Texts may hold HTML and entities, except for `body`, and for a
    headline that `is_plain_headline`.
    """

    source_id: str | None = None
    origins: tuple[str | None, ...] = ()
    language: str | None = None
    default_language: str | None = None
    headline: str | None = None
    is_plain_headline: bool = False
    label: str | None = None
    lead: str | None = None
    body: str | None = None
    body_html: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    media: tuple[ExtractedMedia, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    version: int | None = None
    embargoes: tuple[str, ...] = ()
    url: str | None = None
    base: str | None = None
    translation_of: str | None = None
    byline: str | None = None
    dateline: str | None = None
    urgency: int | None = None
    note: str | None = None
    correction: str | None = None
    rights: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """The places where a format has what must be there, for the refusal that misses it."""

    source_id: str
    headline: str
    embargo: str = "embargoed"
