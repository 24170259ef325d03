"""What the configuration says of a source's articles; and an entry made whole by its page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.content.language import ranking
from ingest.formats.document import Doubt, Doubted, DoubtKind, Unreadable, Withdrawal
from ingest.sources.config.models import FeedSource
from ingest.sources.kinds.leads import Lead, PageMemory
from ingest.sources.kinds.merge import merged, unlike
from ingest.sources.kinds.rules import Rules
from newsroom.events.articles import ArticleDraft, Reference

RUSSIAN = "Президент подписал указ о назначении нового министра иностранных дел республики. " * 4


def draft(**fields: Any) -> ArticleDraft:
    return ArticleDraft(**{"source": "wire", "source_id": "1", "headline": "One", **fields})


def rules(**fields: Any) -> Rules:
    source = FeedSource(name="wire", kind="feed", url="https://x.example/", **fields)
    return Rules.of(source, ranking(("en", "az", "ru")))


def ruled(sent: ArticleDraft, **fields: Any) -> ArticleDraft:
    [one] = rules(**fields).apply([sent])
    assert isinstance(one, ArticleDraft)
    return one


def test_a_language_is_given_only_where_there_is_none() -> None:
    assert ruled(draft(), language="az").language == "az"
    assert ruled(draft(language="ru"), language="az").language == "ru"


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({"tags": ("Foreign Policy",)}, "foreign-policy"),
        ({"tags": ("sport", "FOREIGN  policy")}, "foreign-policy"),
        ({"category": "wires-7"}, "economy"),
        ({"category": "culture"}, "culture"),
        ({"tags": ("Xarici siyasət",)}, "foreign-policy"),
        ({}, "news"),
    ],
)
def test_their_categories_become_ours(fields: dict[str, Any], category: str) -> None:
    table = {"Foreign policy": "foreign-policy", "WIRES-7": "economy", "xarici siyasət": "foreign-policy"}
    assert ruled(draft(**fields), category="news", categories=table).category == category


def test_dates_of_a_source_that_schedules_by_them_are_embargoes() -> None:
    date, later = datetime(2026, 12, 1, 10, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    assert ruled(draft(published_at=date)).embargo_until is None
    assert ruled(draft(published_at=date), schedules=True).embargo_until == date
    assert ruled(draft(published_at=date, embargo_until=later), schedules=True).embargo_until == later
    assert ruled(draft(), schedules=True).embargo_until is None


def test_a_source_that_is_held_to_its_language_is() -> None:
    wrong = draft(language="en", body=RUSSIAN)
    [refused] = rules(strict_language=True).apply([wrong])
    assert isinstance(refused, Unreadable)
    assert refused.problem.status == 422
    assert "ru" in refused.problem.detail
    assert ruled(wrong) == wrong
    assert ruled(draft(language="en", body="Да."), strict_language=True).language == "en"
    assert ruled(draft(body=RUSSIAN), strict_language=True, language="ru").language == "ru"


def test_what_is_no_article_passes() -> None:
    withdrawal = Withdrawal("wire", "1")
    assert rules(language="az").apply([withdrawal]) == (withdrawal,)


def test_an_entry_is_completed_from_its_page_and_keeps_its_own_word() -> None:
    entry = draft(headline="Ours", lead="Short", source_id="guid")
    page = draft(
        headline="Theirs",
        lead="Long",
        body="The whole text.",
        source_id="url",
        byline="A. Writer",
        language="en",
    )
    [one] = merged(Lead("https://x.example/1", "s", entry), [page])
    assert isinstance(one, ArticleDraft)
    assert (one.source_id, one.headline, one.lead, one.body) == ("guid", "Ours", "Short", "The whole text.")
    assert (one.byline, one.language) == ("A. Writer", "en")


def test_an_entry_that_says_more_than_its_page_keeps_its_text() -> None:
    entry = draft(body="All that there is to be said.")
    [one] = merged(Lead("https://x.example/1", "s", entry), [draft(body_html="<p>Less</p>")])
    assert isinstance(one, ArticleDraft)
    assert (one.body, one.body_html) == ("All that there is to be said.", None)


def test_a_page_of_a_sitemap_keeps_its_own_identity_and_takes_its_date() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    entry = draft(source_id="loc", published_at=noon, language="az")
    [one] = merged(
        Lead("https://x.example/1", "s", entry, keeps_identity=False), [draft(source_id="canonical")]
    )
    assert isinstance(one, ArticleDraft)
    assert (one.source_id, one.published_at, one.language) == ("canonical", noon, "az")


def test_a_page_does_not_make_an_article_its_own_translation() -> None:
    page = draft(source_id="url", translation_of=Reference(source="wire", source_id="1"), body="Text")
    [one] = merged(Lead("https://x.example/1", "s", draft()), [page])
    assert isinstance(one, ArticleDraft)
    assert one.translation_of is None


def test_pages_are_tried_some_times_and_then_left() -> None:
    lead = Lead("https://x.example/1", "stamp")
    known: dict[str, str] = {}
    for is_last in (False, False, True):
        pages = PageMemory(known)
        assert not pages.is_settled(lead)
        assert pages.miss(lead) is is_last
        known = pages.remembered([lead])
    assert PageMemory(known).is_settled(lead)
    assert not PageMemory(known).is_settled(Lead(lead.url, "another stamp"))


def test_what_is_listed_now_is_forgotten_last() -> None:
    first, pages = Lead("https://x.example/first", "s"), PageMemory({})
    pages.settle(first)
    for number in range(2100):
        pages.settle(Lead(f"https://x.example/{number}", "s"))
    remembered = pages.remembered([first])
    assert len(remembered) == 2000
    assert first.key in remembered


def test_what_is_doubted_is_ruled_too() -> None:
    doubts = (Doubt(DoubtKind.EMBARGO, "embargo_until", "no zone"),)
    [held] = rules(language="az").apply([Doubted(draft(), doubts)])
    assert held == Doubted(draft(language="az"), doubts)


def test_a_page_that_is_another_one_is_told_from_the_entrys() -> None:
    lead = Lead("https://x.example/1", "s", draft(headline="Ferry resumes across the bay"))
    own = draft(headline="Ferries run across the bay again", body="They resume on Monday.")
    other = draft(headline="One moment, please", body="We check the connection.")
    challenge = Doubted(own, (Doubt(DoubtKind.PAGE, "page", "a challenge"),))
    assert unlike(lead, [own]) is None
    assert "One moment" in str(unlike(lead, [other]))
    assert unlike(lead, [challenge]) == "a challenge"
    assert unlike(Lead("https://x.example/1", "s"), [other]) is None
