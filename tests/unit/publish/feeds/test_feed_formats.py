"""What holds of Atom, RSS and JSON Feed alike: as judged by feedparser, and against each other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.events.articles import Media
from newsroom.events.live import PublicArticle
from publish.feeds.atom import atom
from publish.feeds.edition import FeedEdition
from publish.feeds.json_feed import json_feed
from publish.feeds.rss import rss
from publish.feeds.urns import article_urn, feed_urn
from tests.support.articles import NOON
from tests.support.published import LANGUAGES, SITE, public, story

Write = Callable[[FeedEdition], bytes]
BOTH_XML = pytest.mark.parametrize("write", [atom, rss])
ALL = pytest.mark.parametrize("write", [atom, rss, json_feed])


def edition(articles: Sequence[PublicArticle]) -> FeedEdition:
    return FeedEdition(
        id=feed_urn("en", None),
        title="Newsroom",
        publisher="The Newsroom",
        language="en",
        home=f"{SITE}/en/",
        address=f"{SITE}/en/feed",
        hub=f"{SITE}/websub",
        languages=LANGUAGES,
        articles=articles,
    )


@dataclass(frozen=True)
class Parsed:
    feed: Any
    entries: list[Any]


def parsed(encoded: bytes) -> Parsed:
    """As feedparser reads it without a warning."""
    found = feedparser.parse(encoded)
    assert not found.bozo, found.bozo_exception
    return Parsed(found.feed, found.entries)


@BOTH_XML
def test_a_reader_finds_what_it_needs(write: Write) -> None:
    read = parsed(write(edition([public()])))
    assert read.feed.title == "Newsroom"
    assert read.feed.link == f"{SITE}/en/"
    assert read.feed.language == "en"
    (entry,) = read.entries
    assert entry.id == article_urn(public().id)
    assert entry.title == "Headline of one"
    assert entry.link == public().url
    assert entry.summary == "Lead of one"
    assert entry.content[0].value == "<p>First.</p>\n<p>Second.</p>"
    assert entry.author == "A. Reporter"
    assert {tag.term for tag in entry.tags} >= {"energy"}
    (photo,) = entry.enclosures
    assert (photo.href, photo.type) == (f"{SITE}/media/one.jpg", "image/jpeg")


@BOTH_XML
def test_a_reader_finds_the_variants_and_still_the_articles_own_page(write: Write) -> None:
    _, azeri, _ = told = story(LANGUAGES)
    (entry,) = parsed(write(edition([azeri]))).entries
    assert entry.link == azeri.url
    named = {
        link.hreflang: link.href for link in entry.links if link.rel == "alternate" and "hreflang" in link
    }
    others = {one.language: one.url for one in told if one is not azeri}
    assert named.items() >= {**others, "x-default": others["en"]}.items()


@BOTH_XML
def test_a_feed_names_itself(write: Write) -> None:
    links = parsed(write(edition([]))).feed.links
    assert [link.href for link in links if link.rel == "self"] == [f"{SITE}/en/feed"]


@BOTH_XML
def test_a_feed_names_its_hub(write: Write) -> None:
    links = parsed(write(edition([]))).feed.links
    assert [link.href for link in links if link.rel == "hub"] == [f"{SITE}/websub"]


def test_a_json_feed_names_its_hub() -> None:
    hubs = json.loads(json_feed(edition([])))["hubs"]
    assert hubs == [{"type": "WebSub", "url": f"{SITE}/websub"}]


@BOTH_XML
def test_a_correction_keeps_the_identity_and_moves_the_date(write: Write) -> None:
    corrected = public(headline="Another", revision=2, updated_at=NOON + timedelta(hours=1))
    before, after = (parsed(write(edition([one]))) for one in (public(), corrected))
    assert before.entries[0].id == after.entries[0].id
    assert before.entries[0].published == after.entries[0].published
    assert before.entries[0].updated_parsed < after.entries[0].updated_parsed
    assert before.feed.updated_parsed < after.feed.updated_parsed


@BOTH_XML
def test_the_note_of_a_correction_is_read_above_the_text(write: Write) -> None:
    (entry,) = parsed(write(edition([public(correction="The figure was wrong.")]))).entries
    assert entry.content[0].value.startswith("<p>The figure was wrong.</p>\n<p>First.</p>")


@BOTH_XML
def test_an_article_is_not_older_than_its_publication(write: Write) -> None:
    held = public(published_at=NOON, updated_at=NOON - timedelta(days=1))
    (entry,) = parsed(write(edition([held]))).entries
    assert entry.updated_parsed == entry.published_parsed


@ALL
def test_equal_articles_give_equal_bytes(write: Write) -> None:
    assert write(edition([public()])) == write(edition([public()]))


@ALL
def test_an_empty_feed_is_a_feed_and_stays_as_it_is(write: Write) -> None:
    encoded = write(edition([]))
    assert encoded == write(edition([]))
    assert not feedparser.parse(encoded).entries


@ALL
@settings(deadline=None)
@given(
    headline=st.text(min_size=1),
    lead=st.none() | st.text(),
    html=st.none() | st.text(),
    byline=st.none() | st.text(),
    caption=st.none() | st.text(),
    path=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Z"], blacklist_characters='<>"')),
)
def test_no_text_breaks_a_feed(
    write: Write,
    headline: str,
    lead: str | None,
    html: str | None,
    byline: str | None,
    caption: str | None,
    path: str,
) -> None:
    media = Media(kind="photo", url=f"https://pictures.example/{path}", caption=caption)
    article = public(headline=headline, lead=lead, body_html=html, byline=byline, media=(media,))
    encoded = write(edition([article]))
    if write is not json_feed:  # whose judge is its own test
        assert len(parsed(encoded).entries) == 1
