"""Guids of a feed's entries: which of them name articles, and what that shows of the feed."""

import pytest

from ingest.formats.document import Document, Unreadable
from ingest.formats.feeds.guids import EntryName, Guids
from ingest.formats.read import read
from newsroom.events.articles import ArticleDraft

SITE = "https://x.example"


def entry(guid: str | None, page: str | None = "1", title: str | None = None) -> EntryName:
    return EntryName(guid, page and f"{SITE}/{page}", title or page)


def judged(*entries: EntryName) -> tuple[list[str | None], bool]:
    """The names of entries, and whether the feed's guids are names."""
    guids = Guids.of(entries, SITE, None)
    return [guids.name(own.guid, own.page) for own in entries], guids.name_articles(entries)


def test_a_guid_of_its_own_names_an_article() -> None:
    assert judged(entry("a"), entry("b", "2")) == (["a", "b"], True)
    assert judged(entry("a"), entry("a")) == (["a", "a"], True)


def test_one_of_several_pages_names_none_and_speaks_against_the_others() -> None:
    names, by_guid = judged(entry("a"), entry("a", "2"), entry("b", "3"))
    assert (names, by_guid) == ([f"{SITE}/1", f"{SITE}/2", "b"], False)


def test_without_pages_titles_tell_entries_apart() -> None:
    assert judged(entry("a", None, "One"), entry("a", None, "Two")) == ([None, None], False)
    assert judged(entry("a", None, "One"), entry("a", None, "One")) == (["a", "a"], True)


def test_one_page_in_two_spellings_is_one() -> None:
    twice = [EntryName("a", "http://www.x.example/1", "One"), EntryName("a", f"{SITE}/1?utm_source=x", "One")]
    assert judged(*twice) == (["a", "a"], True)


@pytest.mark.parametrize("site", [SITE, f"{SITE}/", "http://www.x.example/", "https://y.example"])
def test_the_address_of_a_site_is_no_name(site: str) -> None:
    assert judged(entry(site)) == ([f"{SITE}/1"], False)


@pytest.mark.parametrize("place", ["N/A", "", " ", "null", "{{ guid }}"])
def test_what_holds_the_place_of_a_name_is_none(place: str) -> None:
    assert judged(entry(place), entry(place, "2")) == ([f"{SITE}/1", f"{SITE}/2"], False)
    assert judged(entry(place), entry("b", "2"))[1]


def test_a_feed_without_guids_shows_nothing() -> None:
    assert judged(entry(None), entry(None, "2")) == ([f"{SITE}/1", f"{SITE}/2"], True)


@pytest.mark.parametrize(
    ("guids", "by_guid"),
    [(("a", "b"), True), (("a", "a"), False), (("N/A", "N/A"), False), (("", ""), False)],
)
def test_every_kind_of_feed_tells(guids: tuple[str, str], by_guid: bool) -> None:
    items = "".join(
        f"<item><title>{n}</title><link>{SITE}/{n}</link><guid>{guid}</guid></item>"
        for n, guid in enumerate(guids)
    )
    rss = f"<rss version='2.0'><channel><link>{SITE}</link>{items}</channel></rss>"
    assert read(Document(rss.encode())).names_by_guid is by_guid
    listed = ",".join(
        f'{{"id": "{guid}", "url": "{SITE}/{n}", "title": "{n}"}}' for n, guid in enumerate(guids)
    )
    version = "https://jsonfeed.org/version/1.1"
    feed = f'{{"version": "{version}", "title": "x", "home_page_url": "{SITE}", "items": [{listed}]}}'
    parsed = read(Document(feed.encode()))
    assert (parsed.format, len(parsed.parts)) == ("json-feed", 2)
    assert parsed.names_by_guid is (by_guid or guids == ("", ""))


def test_of_a_feed_no_more_entries_are_read_than_may_be_taken() -> None:
    items = "".join(f"<item><title>{n}</title><link>{SITE}/{n}</link></item>" for n in range(7))
    rss = f"<rss version='2.0'><channel><link>{SITE}</link>{items}</channel></rss>".encode()
    parts = read(Document(rss, most=5)).parts
    assert [isinstance(part, ArticleDraft) for part in parts] == [True] * 5 + [False] * 2
    refused = parts[-1]
    assert isinstance(refused, Unreadable)
    assert (refused.problem.status, parts[5]) == (429, refused)
    assert len([part for part in read(Document(rss)).parts if isinstance(part, ArticleDraft)]) == 7
