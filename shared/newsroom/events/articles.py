"""Models of an article: the draft that a sender posts, and the revision that ingest emits."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from newsroom.events.envelope import Contract
from newsroom.events.identity import ID_PATTERN, SOURCE_PATTERN, article_id

MAX_SOURCE_ID_BYTES = 512
MAX_LABEL = 200
MAX_TAGS = 100
MAX_MEDIA = 200
_REVISION_BITS = 32
# Every consumer's integers can hold these, MongoDB's and JavaScript's too.
MAX_PIXELS = 2**31 - 1
MAX_VERSION = 2**53 - 1

ArticleId = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", max_length=100)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)]
MediaKind = Literal["photo", "video", "audio", "document"]
# Control characters, soft hyphens, zero-width spaces, byte order marks.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff]")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def normalised(text: str) -> str:
    """Text in NFC, with plain spaces and line ends, without invisible characters."""
    text = unicodedata.normalize("NFC", text)
    if text.replace("\n", " ").isprintable():  # fast path: most texts have nothing to replace
        return text.strip()
    text = _SPACES.sub(" ", text)
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)).strip()


def _one_line(text: str) -> str:
    return " ".join(normalised(text).split())


def _within_label_limit(text: str) -> str:
    if not 1 <= len(text) <= MAX_LABEL:
        raise ValueError(f"write a label of 1 to {MAX_LABEL} characters")
    return text


def _reject_numbers(value: object) -> object:
    """Refuses a number, in quotes too, which pydantic would read as seconds since 1970, "20261201" too.

    The contract is RFC 3339.
    """
    if isinstance(value, datetime) or (isinstance(value, str) and not _is_number(value)):
        return value
    raise ValueError("write an RFC 3339 time with an offset, such as 2026-02-27T19:33:00+04:00")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("this instant is out of range") from error


def _valid_source_id(text: str) -> str:
    if not text or "\0" in text:
        raise ValueError("write the name the article has at its source, without NUL")
    if len(text.encode()) > MAX_SOURCE_ID_BYTES:
        raise ValueError(f"shorten it to {MAX_SOURCE_ID_BYTES} bytes of UTF-8")
    return text


Text = Annotated[str, AfterValidator(normalised)]
Line = Annotated[str, AfterValidator(_one_line)]
# Checked again once normalised: every emitted label must be readable by the same model.
Label = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_LABEL),
    AfterValidator(_one_line),
    AfterValidator(_within_label_limit),
]
Instant = Annotated[AwareDatetime, BeforeValidator(_reject_numbers), AfterValidator(_in_utc)]
Source = Annotated[str, StringConstraints(pattern=SOURCE_PATTERN, max_length=100)]
SourceId = Annotated[str, AfterValidator(_valid_source_id)]


class Draft(BaseModel):
    """Base of what senders write. An unknown field is refused: a misspelt embargo must not publish."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(Draft):
    """Identity of an article at its source."""

    source: Source
    source_id: SourceId

    @property
    def article_id(self) -> str:
        return article_id(self.source, self.source_id)


class Tag(Draft):
    """Subject of an article: one id over all languages, and a label in the article's own."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\s,]+$")]
    label: Label


class Media(Draft):
    """Photo, video, audio or document of an article; each kind is a badge."""

    kind: MediaKind
    url: WebAddress | None = None
    caption: Line | None = None
    credit: Line | None = None
    width: StrictInt | None = Field(default=None, ge=1, le=MAX_PIXELS)
    height: StrictInt | None = Field(default=None, ge=1, le=MAX_PIXELS)


class ArticleDraft(Draft):
    """Article as a sender posts it: `source`, `source_id` and `headline` are required."""

    source: Source
    source_id: SourceId
    language: Language | None = None
    headline: Line = Field(min_length=1, max_length=1000)
    lead: Text | None = None
    body: Text | None = None
    body_html: str | None = None
    category: Slug | None = None
    tags: tuple[Tag | Label, ...] = Field(default=(), max_length=MAX_TAGS)
    media: tuple[Media, ...] = Field(default=(), max_length=MAX_MEDIA)
    published_at: Instant | None = None
    embargo_until: Instant | None = None
    url: WebAddress | None = None
    translation_of: Reference | None = None
    byline: Line | None = None
    dateline: Line | None = None
    urgency: StrictInt | None = Field(default=None, ge=1, le=8)
    correction: Text | None = None
    rights: Text | None = None
    suppress_previous: StrictBool = False
    version: StrictInt | None = Field(default=None, ge=-MAX_VERSION, le=MAX_VERSION)
    modified_at: Instant | None = None
    revert: StrictBool = False

    @field_validator("headline")
    @classmethod
    def _headline_not_empty(cls, headline: str) -> str:
        if not headline:
            raise ValueError("write a headline")
        return headline

    @field_validator("translation_of")
    @classmethod
    def _not_its_own_translation(cls, original: Reference | None, info: ValidationInfo) -> Reference | None:
        own = (info.data.get("source"), info.data.get("source_id"))
        if original is not None and (original.source, original.source_id) == own:
            raise ValueError("it names the article itself")
        return original

    @property
    def id(self) -> str:
        return article_id(self.source, self.source_id)


class Ordered(Contract):
    """Base of what has a place among an article's revisions.

    `epoch` counts how often ingest's numbers were restored after a loss: where the loss took a revision
    that nobody had handled yet, its number is given again, and the one of the later epoch is the newer.
    """

    revision: int = Field(ge=1)
    epoch: int = Field(default=0, ge=0)

    @property
    def order(self) -> int:
        """The number that revisions are ordered by: by epoch, then by revision."""
        return self.epoch << _REVISION_BITS | self.revision


class ArticleRevision(Ordered):
    """Whole article at one revision: the data of `article-created` and `article-updated`.

    `status` is that of the article as of this revision: a post to a withdrawn article takes its
    revision and stays hidden. `received_at` is the arrival of this revision, `first_received_at` that
    of the first, `previous_received_at` that of the content before, where it is known. `content_hash`
    identifies the content as sent, `document_id` the document it came in. `language_doubt` is the language
    that was detected, where it differs from the declared one. `released_at` is when an editor lifted its
    embargo, or its hold ended. `original_trusted` is true where configuration trusts its source to name an
    original of another source in `translation_of`; else that is a question for the desk.
    """

    id: ArticleId
    status: Literal["live", "withdrawn"] = "live"
    source: str
    source_id: str
    language: Language
    headline: str
    lead: str | None = None
    body: str | None = None
    body_html: str | None = None
    category: str | None = None
    tags: tuple[Tag, ...] = ()
    media: tuple[Media, ...] = ()
    published_at: AwareDatetime
    embargo_until: AwareDatetime | None = None
    url: str | None = None
    translation_of: Reference | None = None
    byline: str | None = None
    dateline: str | None = None
    urgency: int | None = None
    correction: str | None = None
    rights: str | None = None
    suppress_previous: bool = False
    version: int | None = None
    modified_at: AwareDatetime | None = None
    received_at: AwareDatetime
    first_received_at: AwareDatetime
    previous_received_at: AwareDatetime | None = None
    content_hash: str
    document_id: str | None = None
    language_doubt: Language | None = None
    original_trusted: bool = False
    released_at: AwareDatetime | None = None

    @property
    def is_stub(self) -> bool:
        """Whether it is a headline alone, which yields its place in a story to a full article."""
        return not self.body and not self.lead


class ArticleWithdrawn(Ordered):
    """Withdrawal of an article as of `revision`, a tombstone: the data of `article-withdrawn`.

    `source` and `source_id` are absent where an unknown article was withdrawn by its id. `lifted`
    marks a withdrawal that came before any article and was taken back: there is nothing to restore.
    """

    id: ArticleId
    source: str | None = None
    source_id: str | None = None
    reason: str | None = None
    withdrawn_at: AwareDatetime
    lifted: bool = False
