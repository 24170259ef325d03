"""E-mail of correspondents and press offices, whatever their programs make of it."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import Header, decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from http import HTTPStatus

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax.charset import decoded
from ingest.formats.text.attachments import AttachedText, attached_text
from ingest.formats.values.embargo_fields import embargoes_in, is_embargo
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.hidden import without_hidden
from ingest.formats.values.instants import instant
from ingest.formats.values.lenient import draft_of
from ingest.formats.values.provenance import derived_id, shortened
from ingest.formats.values.renditions import media_kind
from ingest.formats.values.texts import line
from newsroom.http.problems import ProblemError

_PLACES = Places("Message-ID", "Subject", "a header named so")
# Of replies and forwards, in the languages of those who write to us; counted ones too.
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fw|fwd|aw|wg|tr|rv|ynt|ilt|отв|на|пересл|cvb)(?:\[\d+\])?\s*:|\[[\w.-]{1,40}\])\s*",
    re.IGNORECASE,
)
# An encoded word that was cut off before its end.
_UNENDED = re.compile(r"(=\?[\w-]{2,40}\?[bBqQ]\?[^?\s]{1,2000})\??(?=\s|$)")
_MARKED_SPAM = re.compile(r"^\s*(?:\*{2,5}\s*spam\s*\*{2,5}|\[external\])\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)
_PRIORITIES = {"1": 2, "2": 3, "high": 3, "urgent": 2}
_MOST_PARTS = 200
_LITTLE = 200  # characters
_LONGEST_HEADER = 5000  # characters: decoding a header takes time by the square of its length
_LONGEST_ADDRESS = 320  # characters, by RFC 3696; its comments are read by recursion


def read_mail(document: Document) -> Sequence[DocumentPart]:
    """Reads the article that a mail is. Raises ProblemError where its structure cannot be followed."""
    content = document.content.lstrip(b"\r\n\t \xef\xbb\xbf")
    try:
        return [_read(BytesParser(policy=policy.compat32).parsebytes(content), document)]
    except (ValueError, LookupError, MessageError) as error:
        # `email` reads parameters when asked for them, and ends so in some: counted with 5,000 digits, say.
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise ProblemError(status, "The mail's parts cannot be told from each other.") from error


def _read(mail: Message, document: Document) -> DocumentPart:
    plain, html = _texts(mail, document)
    if _says_little(plain, html):
        plain, html = _attached(mail, document) or (plain, html)
    published = _date(mail, document.zone)
    sender = _header(mail, "From") or _header(mail, "Sender") or ""
    name, address = parseaddr(sender[:_LONGEST_ADDRESS])
    subject = _subject(_header(mail, "Subject"))
    article = ExtractedArticle(
        source_id=_identity(mail, published, address, subject),
        origins=(address or None, name or None, _header(mail, "Message-ID")),
        language=_header(mail, "Content-Language"),
        headline=subject,
        body=None if html else plain,
        body_html=without_hidden(html),
        tags=tuple((_header(mail, "Keywords") or "").split(",")),
        media=tuple(_media(mail)),
        published_at=published,
        byline=name or None,
        embargoes=embargoes_in(
            (field, _text_of(value)) for field, value in mail.items() if is_embargo(field)
        ),
        urgency=_PRIORITIES.get((_header(mail, "X-Priority", "Importance") or "").split(" ")[0].lower()),
    )
    return draft_of(article, document, _PLACES)


def _identity(mail: Message, published: datetime | None, address: str, subject: str | None) -> str | None:
    """The mail's own identity, else sender, date and subject."""
    own = (_header(mail, "Message-ID") or "").strip().strip("<>").strip()
    when = published.isoformat() if published else None
    return shortened(own) if own else derived_id(address, when, subject)


def _header(mail: Message, *names: str) -> str | None:
    """The first of these headers, decoded: as RFC 2047, else from whatever bytes are there."""
    for name in names:
        value = mail.get(name)
        if value is None:
            continue
        if text := _text_of(value):
            return text
    return None


def _text_of(value: str | Header) -> str:
    return " ".join(_decoded_header(_shortened(value)).split())


def _decoded_header(value: str | Header) -> str:
    # Neighbouring words in one charset may part a letter between them: together they are whole.
    text = _UNENDED.sub(r"\1?=", re.sub(r"\?=\s+=\?", "?==?", str(value)))
    try:
        parts = decode_header(text if isinstance(value, str) else value)
    except (HeaderParseError, ValueError):
        return text
    joined: list[tuple[bytes, str | None]] = []
    for part, charset in parts:
        encoded = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        if joined and joined[-1][1] == charset:
            joined[-1] = (joined[-1][0] + encoded, charset)
        else:
            joined.append((encoded, charset))
    return "".join(decoded(encoded, _known(charset)) for encoded, charset in joined)


def _shortened(value: str | Header) -> str | Header:
    is_long = len(str(value)) > _LONGEST_HEADER
    return str(value)[:_LONGEST_HEADER] if is_long else value


def _known(charset: str | None) -> str | None:
    return None if charset in (None, "unknown-8bit") else charset


def _subject(subject: str | None) -> str | None:
    """Without marks of replies, forwards and lists."""
    before, subject = None, subject or ""
    while subject != before:
        before = subject
        shorter = _PREFIX.sub("", _MARKED_SPAM.sub("", subject))
        subject = shorter or subject
    return subject or None


def _date(mail: Message, zone: tzinfo | None) -> datetime | None:
    """The date in the mail, else that of the first server on its way."""
    for value in (_header(mail, "Date"), _header(mail, "Resent-Date"), *_received(mail)):
        if date := instant(value, zone):
            return date
    return None


def _received(mail: Message) -> Iterator[str]:
    for value in reversed(mail.get_all("Received") or []):
        yield " ".join(str(value).rpartition(";")[2].split())


def _texts(mail: Message, document: Document) -> tuple[str | None, str | None]:
    """The first plain and the first HTML part that are no attachments."""
    plain: str | None = None
    html: str | None = None
    for part in _parts(mail):
        if part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            continue
        text = _part_text(part, document)
        if part.get_content_subtype() == "html":
            html = html or text
        elif part.get_content_subtype() == "plain":
            plain = plain or _SIGNATURE.sub("", text.replace("\r\n", "\n")).strip() or None
    return plain, html


def _says_little(plain: str | None, html: str | None) -> bool:
    """Whether the mail itself is but a note to what is attached."""
    shown = line(html) or line(plain) or ""
    return len(shown) < _LITTLE


def _attached(mail: Message, document: Document) -> tuple[str | None, str | None] | None:
    """The longest text among the attachments, if there is one at all."""
    texts = [
        text
        for part in _parts(mail)
        if part.get_content_disposition() == "attachment" or part.get_filename()
        if (text := _attachment(part, document))
    ]
    longest = max(texts, key=lambda text: len(text.html or text.plain or ""), default=None)
    return None if longest is None else (longest.plain, longest.html)


def _attachment(part: Message, document: Document) -> AttachedText | None:
    content: object = None
    with contextlib.suppress(MessageError, ValueError, LookupError):
        content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    name = _decoded_header(part.get_filename() or "")
    charset = part.get_content_charset() or document.charset
    return attached_text(content, part.get_content_type(), name, charset)


def _parts(mail: Message) -> Iterator[Message]:
    for count, part in enumerate(mail.walk()):
        if count > _MOST_PARTS:
            return
        if not part.is_multipart():
            yield part


def _part_text(part: Message, document: Document) -> str:
    content: object = None
    with contextlib.suppress(MessageError, ValueError, LookupError):
        content = part.get_payload(decode=True)
    # A transfer encoding that is none leaves the text as it stands.
    if not isinstance(content, bytes):
        content = str(part.get_payload()).encode("utf-8", "surrogateescape")
    text = decoded(content, part.get_content_charset(), document.charset)
    return _unflowed(text) if (part.get_param("format") or "") == "flowed" else text


def _unflowed(text: str) -> str:
    """format=flowed: a line that ends in a space goes on in the next."""
    return re.sub(r"(?<=[^\n]) \r?\n(?![> ])", " ", text)


def _media(mail: Message) -> Iterator[ExtractedMedia]:
    """Attachments that are elsewhere; those within the mail have no address."""
    for part in _parts(mail):
        url = _header(part, "Content-Location")
        if url and url.startswith("http") and (kind := media_kind(part.get_content_type(), url)):
            yield ExtractedMedia(kind=kind, url=url, caption=_header(part, "Content-Description"))
