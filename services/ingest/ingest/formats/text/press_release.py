"""Press releases as their wires send them: plain text with the wire's mark behind the dateline."""

import re
from collections.abc import Sequence

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax.charset import decoded
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import instant
from ingest.formats.values.lenient import draft_of, skipped

_PLACES = Places("the headline and the day", "the first line")
_HEAD = 6000  # characters; the dateline comes before
# `BAKU, Azerbaijan, Nov. 27, 2026 /PRNewswire/ -- `, `BAKU, Azerbaijan--(BUSINESS WIRE)--`
_DATELINE = re.compile(
    r"^[^\S\n]{0,10}(?P<place>[A-Z\u0410-\u042f][^\n/()]{1,120}?)[\s,–—-]{0,4}"
    r"(?:/(?P<slashed>PR ?Newswire|CNW|PRNewswire-[\w-]{2,30}|Xinhua|KYODO JBN)/|"
    r"\((?P<bracketed>BUSINESS WIRE|GLOBE ?NEWSWIRE|ACCESSWIRE|ACN Newswire|EZ Newswire)\))[\s–—-]{0,6}",
    re.MULTILINE | re.IGNORECASE,
)
_DATE = re.compile(r",?\s{0,2}(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\s{0,2}$")
# `Nov 27, 2026, 08:00 ET` above the text.
_STAMP = re.compile(
    r"^[^\S\n]{0,10}(?P<when>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4},? \d{1,2}:\d{2}(?: ?[AP]M)?"
    r" [A-Z]{2,4})\s{0,10}$",
    re.MULTILINE,
)
_IMMEDIATE = re.compile(r"(?:for )?immediate release\W{0,5}|news release|press release", re.IGNORECASE)
_PROVIDED = re.compile(
    r"news provided by|share this article|[a-z]{3,9}\.? \d{1,2}, \d{4}.{0,20}", re.IGNORECASE
)
_END = re.compile(r"^[^\S\n]{0,10}(?:#{2,5}|-30-|-0-|- ?end ?-)[^\S\n]{0,10}$", re.MULTILINE | re.IGNORECASE)
_SOURCE = re.compile(r"^[^\S\n]{0,10}SOURCE:? (?P<source>[^\n]{2,200})$", re.MULTILINE)
_NOTICE = re.compile(r"(?:strict(?:ly)? |under )?embargo|(?:hold |not )?for release", re.IGNORECASE)


def is_press_release(head: str) -> bool:
    """Whether a plain text has the mark of a press release's wire behind its dateline."""
    return _DATELINE.search(head[:_HEAD].replace("\r\n", "\n")) is not None


def read_press_release(document: Document) -> Sequence[DocumentPart]:
    """Reads the release that a file is."""
    text = decoded(document.content, document.charset).replace("\r\n", "\n").replace("\r", "\n")
    dateline = _DATELINE.search(text[:_HEAD])
    if dateline is None:
        return [skipped("No wire's mark, such as /PRNewswire/, stands behind a dateline.")]
    head = [line.strip() for line in text[: dateline.start()].split("\n") if line.strip()]
    notes = [line for line in head if _NOTICE.match(line) and not _IMMEDIATE.search(line)]
    titles = [line for line in head if line not in notes and not _IMMEDIATE.fullmatch(line)]
    body = text[dateline.end() :]
    end = _END.search(body)
    body = body[: end.start()] if end else body
    stamp = _STAMP.search(text[: dateline.start()])
    date = _DATE.search(dateline["place"])
    wire = (dateline["slashed"] or dateline["bracketed"]).partition("-")[0]
    owner = _SOURCE.search(body)
    return [
        draft_of(
            ExtractedArticle(
                origins=(wire.replace(" ", "").lower(),),
                headline=titles[0] if titles and not _PROVIDED.fullmatch(titles[0]) else None,
                body=_SOURCE.sub("", body).strip(),
                published_at=instant(stamp["when"], document.zone) if stamp else None,
                dateline=dateline["place"][: date.start()] if date else dateline["place"].strip(" ,-–—"),
                note=" ".join(notes) or None,
                byline=owner["source"].strip() if owner else None,
            ),
            document,
            _PLACES,
        )
    ]
