"""Embargoes in fields of three formats: the true instant or a doubt; never an earlier one, never none."""

import json
from datetime import UTC, datetime

import pytest

from ingest.formats.document import Document, Doubted, DoubtKind
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft

G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:usw.example:g2-1" version="1">'
    "<itemMeta><versionCreated>2026-11-27T08:00:00Z</versionCreated><embargoed>{}</embargoed>"
    '<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Payroll figures rise</headline>'
    '<language tag="en"/></contentMeta><contentSet><inlineData contenttype="text/plain">Payrolls rose.'
    "</inlineData></contentSet></newsItem>"
)
NITF = (
    '<nitf><head><docdata><doc-id id-string="usw-1"/><date.issue norm="20261127T080000Z"/>'
    '<date.release norm="{}"/></docdata></head><body><body.head><hedline><hl1>Court rules on it</hl1>'
    "</hedline></body.head><body.content><p>The court ruled.</p></body.content></body></nitf>"
)
SIX_IN_NEW_YORK = datetime(2026, 12, 1, 23, tzinfo=UTC)
CERTAIN = {
    "2026-12-01T18:00:00-05:00": SIX_IN_NEW_YORK,
    "2026-12-01T18:00:00 ET": SIX_IN_NEW_YORK,
    "2026-12-01 18:00 EST": SIX_IN_NEW_YORK,
    "20261201T180000-0500": SIX_IN_NEW_YORK,
    "1 December 2026 18:00 Baku time": datetime(2026, 12, 1, 14, tzinfo=UTC),
    "2026-12-01T18:00:00 AKST": datetime(2026, 12, 2, 3, tzinfo=UTC),
    "2026-12-01T18:00:00 PT": datetime(2026, 12, 2, 2, tzinfo=UTC),
}
DOUBTFUL = (
    "2026-12-01T18:00:00",
    "2026-12-01T18:00:00 IST",
    "2026-12-01T18:00:00 CST",
    "2026-12-01T18:00:00 EDT",
    "2026-12-01",
    "2026-12-01 end of day",
    "1 hour before the 1 Dec 2026 session",
    "1 Dec 2026 after the press conference",
    "midnight",
    "3/4/2027 18:00 GMT",
    "until further notice",
)


def documents(embargo: str) -> tuple[bytes, ...]:
    ninjs = {
        "uri": "urn:newsml:usw.example:2026:1",
        "type": "text",
        "versioncreated": "2026-11-27T08:00:00Z",
        "headline": "Central bank cuts its rate by half a point",
        "body_text": "The central bank will cut its key rate.",
        "embargoed": embargo,
    }
    return json.dumps(ninjs).encode(), G2.format(embargo).encode(), NITF.format(embargo).encode()


@pytest.mark.parametrize(("embargo", "until"), CERTAIN.items())
def test_a_certain_embargo_is_its_instant(embargo: str, until: datetime) -> None:
    for content in documents(embargo):
        (part,) = read(Document(content)).parts
        assert isinstance(part, ArticleDraft)
        assert part.embargo_until == until


@pytest.mark.parametrize("embargo", DOUBTFUL)
def test_any_other_is_doubted(embargo: str) -> None:
    for content in documents(embargo):
        (part,) = read(Document(content)).parts
        assert isinstance(part, Doubted)
        assert part.draft.embargo_until is None
        assert {doubt.kind for doubt in part.doubts} == {DoubtKind.EMBARGO}
