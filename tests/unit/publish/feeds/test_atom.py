"""Atom against the rules of RFC 4287, section by section, and its links between variants."""

import re
from datetime import datetime

from lxml import etree

from newsroom.events.articles import Media
from publish.feeds.atom import atom
from publish.feeds.edition import FeedEdition
from publish.feeds.elements import NAMESPACES, Element
from tests.support.published import LANGUAGES, SITE, public, story
from tests.unit.publish.feeds.test_feed_formats import edition

ONCE = ("id", "title", "updated")
AT_MOST_ONCE = ("published", "summary", "content", "rights", "subtitle", "generator")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def feed(of: FeedEdition) -> Element:
    return etree.fromstring(atom(of))


def found(element: Element, name: str) -> list[Element]:
    return element.findall(f"atom:{name}", NAMESPACES)


def texts(element: Element, name: str) -> list[str | None]:
    return [one.text for one in found(element, name)]


def alternates_of(entry: Element) -> dict[str, str]:
    links = [link for link in found(entry, "link") if link.get("rel") == "alternate"]
    assert len({(link.get("type"), link.get("hreflang")) for link in links}) == len(links)  # 4.1.2
    return {link.get("hreflang", ""): str(link.attrib["href"]) for link in links if link.get("hreflang")}


def check_container(element: Element) -> None:
    """4.1.1 and 4.1.2: what must be there, and how often."""
    assert all(len(found(element, name)) == 1 for name in ONCE)
    assert all(len(found(element, name)) <= 1 for name in AT_MOST_ONCE)
    for name in ("updated", "published"):
        for text in texts(element, name):
            assert text is not None
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)  # 3.3
            datetime.fromisoformat(text)
    for link in found(element, "link"):
        assert re.match(r"https?://", str(link.attrib["href"]))
        assert LANGUAGE_TAG.fullmatch(link.get("hreflang", "en"))  # 4.2.7.4


def test_the_rules_of_the_rfc() -> None:
    stub = public("stub", lead=None, body=None, body_html=None, byline=None, media=(), category=None, tags=())
    document = feed(edition([*story(LANGUAGES), public(rights="All reserved"), stub]))
    check_container(document)
    assert found(document, "author")  # 4.1.1: or in every entry
    entries = found(document, "entry")
    assert len(entries) == 5
    for entry in entries:
        check_container(entry)
        assert alternates_of(entry)  # 4.1.2: where there is no content there is an alternate
        assert all(category.get("term") for category in found(entry, "category"))  # 4.2.2
        assert all(content.get("type") == "html" for content in found(entry, "content"))  # 4.1.3.1
    assert len(set(map(str, (texts(entry, "id") for entry in entries)))) == len(entries)


def test_siblings_name_each_other_and_agree_on_the_default() -> None:
    english, azeri, russian = (
        alternates_of(entry) for entry in found(feed(edition(story(LANGUAGES))), "entry")
    )
    assert english == azeri == russian
    assert set(english) == {"en", "az", "ru", "x-default"}
    assert english["x-default"] == english["en"]


def test_the_first_link_and_the_last_are_the_articles_own() -> None:
    _, azeri, _ = story(LANGUAGES)
    (entry,) = found(feed(edition([azeri])), "entry")
    pages = [link for link in found(entry, "link") if link.get("rel") == "alternate"]
    assert pages[0].get("href") == pages[-1].get("href") == azeri.url


def test_an_article_alone_is_its_own_page_only() -> None:
    (entry,) = found(feed(edition([public()])), "entry")
    assert alternates_of(entry) == {"en": public().url}


def test_every_medium_that_has_an_address_is_enclosed() -> None:
    media = (
        Media(kind="photo", url=f"{SITE}/şəkil 1.webp".replace(" ", "_")),
        Media(kind="video"),
        Media(kind="audio", url=f"{SITE}/sound"),
    )
    (entry,) = found(feed(edition([public(media=media)])), "entry")
    enclosed = [(x.get("href"), x.get("type")) for x in found(entry, "link") if x.get("rel") == "enclosure"]
    assert enclosed == [
        (f"{SITE}/%C5%9F%C9%99kil_1.webp", "image/webp"),
        (f"{SITE}/sound", "audio/mpeg"),
    ]
