"""RSS against the rules of the specification and of the RSS Advisory Board's profile."""

from email.utils import parsedate_to_datetime

from lxml import etree

from newsroom.events.articles import Media
from publish.feeds.elements import NAMESPACES, Element
from publish.feeds.rss import rss
from publish.feeds.urns import article_urn
from tests.support.articles import NOON
from tests.support.published import LANGUAGES, public, story
from tests.unit.publish.feeds.test_feed_formats import edition


def channel() -> Element:
    document = etree.fromstring(rss(edition([public(), *story(LANGUAGES)])))
    assert (document.tag, document.get("version")) == ("rss", "2.0")
    (found,) = document
    return found


def text(element: Element, name: str) -> str:
    (found,) = element.findall(name, NAMESPACES)
    return found.text or ""


def test_a_channel_has_what_it_must() -> None:
    feed = channel()
    assert all(text(feed, name) for name in ("title", "link", "description", "language"))
    parsedate_to_datetime(text(feed, "lastBuildDate"))


def test_an_items_identity_is_no_link_and_its_date_is_rfc_822() -> None:
    item = channel().find("item")
    assert item is not None
    (guid,) = item.findall("guid")
    assert (guid.get("isPermaLink"), guid.text) == ("false", article_urn(public().id))
    assert parsedate_to_datetime(text(item, "pubDate")) == NOON
    assert text(item, "pubDate").endswith(" GMT")


def test_one_enclosure_an_item_and_all_media_beside_it() -> None:
    media = tuple(
        Media(kind=kind, url=f"https://x.example/{kind}", credit="A. Photographer", width=3, height=2)
        for kind in ("photo", "video", "document")
    )
    document = etree.fromstring(rss(edition([public(media=media)])))
    (enclosure,) = document.iter("enclosure")
    assert {"url", "length", "type"} == set(enclosure.attrib)
    contents = list(document.iter(f"{{{NAMESPACES['media']}}}content"))
    assert [content.get("medium") for content in contents] == ["image", "video", "document"]
    assert {text(content, "media:credit") for content in contents} == {"A. Photographer"}
    assert (contents[0].get("width"), contents[0].get("height")) == ("3", "2")


def test_an_item_without_text_has_a_title() -> None:
    stub = public(lead=None, body=None, body_html=None, media=())
    document = etree.fromstring(rss(edition([stub])))
    (item,) = document.iter("item")
    assert text(item, "title")
    assert item.find("description") is None
