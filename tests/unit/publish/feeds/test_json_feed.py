"""JSON Feed against the rules of its specification, version 1.1, as a JSON Schema of our own."""

import json
from typing import Any

import jsonschema

from newsroom.events.articles import Media
from publish.feeds.json_feed import json_feed
from publish.feeds.urns import article_urn
from tests.support.published import LANGUAGES, public, story, variant
from tests.unit.publish.feeds.test_feed_formats import edition

TEXT = {"type": "string"}
ADDRESS = {"type": "string", "pattern": "^https?://[!-~]+$"}
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
AUTHORS = {"type": "array", "items": {"type": "object", "minProperties": 1, "properties": {"name": TEXT}}}
HUBS = {
    "type": "array",
    "items": {"required": ["type", "url"], "properties": {"type": TEXT, "url": ADDRESS}},
}
EXTENSIONS = {"^_[^.]+$": {"type": "object"}}
ENTRY = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        **dict.fromkeys(("id", "title", "content_html", "content_text", "summary", "language"), TEXT),
        **dict.fromkeys(("url", "external_url", "image", "banner_image"), ADDRESS),
        **dict.fromkeys(("date_published", "date_modified"), DATE),
        "authors": AUTHORS,
        "tags": {"type": "array", "items": TEXT},
        "attachments": {
            "type": "array",
            "items": {"required": ["url", "mime_type"], "properties": {"url": ADDRESS, "mime_type": TEXT}},
        },
    },
    "patternProperties": EXTENSIONS,
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("title", "description", "language"), TEXT),
        **dict.fromkeys(("home_page_url", "feed_url"), ADDRESS),
        "authors": AUTHORS,
        "hubs": HUBS,
        "items": {"type": "array", "items": ENTRY},
    },
    "patternProperties": EXTENSIONS,
    "additionalProperties": False,
}


def judged(*articles: Any) -> list[dict[str, Any]]:
    """The feed's items, once the schema has passed them."""
    feed = json.loads(json_feed(edition(articles)))
    jsonschema.validate(feed, SCHEMA)
    entries: list[dict[str, Any]] = feed["items"]
    return entries


def test_every_kind_of_article_fits_the_specification() -> None:
    media = (Media(kind="photo"), Media(kind="photo", url="https://x.example/ş.png"))
    stub = public(
        "stub", lead=None, body=None, body_html=None, byline=None, tags=(), category=None, media=media
    )
    entries = judged(public(), stub, *story(LANGUAGES))
    assert len(entries) == 5
    assert entries[0]["id"] == article_urn(public().id)
    assert entries[1]["content_text"] == "Headline of stub"
    assert entries[1]["image"] == "https://x.example/%C5%9F.png"


def test_variants_are_told_in_the_extension() -> None:
    (entry,) = judged(public(variants={"ru": variant("r", "ru", stale=True)}))
    (translation,) = entry["_newsroom"]["translations"]
    assert (translation["language"], translation["stale"]) == ("ru", True)
    assert translation["url"] == public("r", "ru").url
