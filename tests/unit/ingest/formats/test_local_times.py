"""Times without a zone are kept as they are written where an answer about the zone is waited for."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ingest.formats.document import Document, Doubted
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft
from newsroom.events.holds import Cause, Doubt

ITEM = {
    "guid": "urn:x:1",
    "type": "text",
    "pubstatus": "usable",
    "firstcreated": "2026-11-27T10:00:00",
    "versioncreated": "2026-11-27 11:00",
    "embargoed": "2026-12-01T18:00:00",
    "headline": "Bridge will be rebuilt",
    "body_text": "The council decided it.",
}


def doubts(**members: str | None) -> tuple[Doubt, ...]:
    content = json.dumps({**ITEM, **members}).encode()
    [part] = read(Document(content, source="wire")).parts
    return part.doubts if isinstance(part, Doubted) else ()


def times(**members: str | None) -> tuple[str, str, str]:
    [doubt] = doubts(**members)
    return doubt.cause, doubt.published_local, doubt.modified_local


def test_they_are_kept_with_the_doubt() -> None:
    assert times() == (Cause.ZONE, "2026-11-27T10:00:00", "2026-11-27T11:00:00")


def test_a_time_that_names_its_zone_is_certain() -> None:
    assert times(firstcreated="2026-11-27T10:00:00Z", versioncreated="2026-11-27T11:00:00+04:00")[1:] == (
        "",
        "",
    )
    assert times(firstcreated="2026-11-27 10:00 MSK", versioncreated=None)[1:] == ("", "")


def test_a_doubt_about_day_and_month_may_have_one_about_the_zone_behind_it() -> None:
    assert times(embargoed="3/4/2027 18:00")[:2] == (Cause.DAY_MONTH, "2026-11-27T10:00:00")


def test_other_doubts_ask_nothing_of_the_zone() -> None:
    assert times(embargoed="until the speech") == ("", "", "")
    assert doubts(embargoed=None) == ()


def test_where_the_zone_is_known_they_are_read_in_it() -> None:
    document = Document(json.dumps(ITEM).encode(), source="wire", zone=ZoneInfo("Asia/Baku"))
    [part] = read(document).parts
    assert isinstance(part, ArticleDraft)
    assert part.published_at == datetime(2026, 11, 27, 6, tzinfo=UTC)


def test_each_article_of_a_document_has_its_own() -> None:
    certain = {**ITEM, "guid": "urn:x:2", "embargoed": None}
    [first, second] = read(Document(json.dumps([ITEM, certain]).encode(), source="wire")).parts
    assert isinstance(first, Doubted)
    assert first.doubts[0].published_local == "2026-11-27T10:00:00"
    assert isinstance(second, ArticleDraft)
