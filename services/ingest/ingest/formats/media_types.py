"""The formats that are read, by media type and by the endings of file names."""

from collections.abc import Mapping
from enum import StrEnum


class Format(StrEnum):
    """A format that ingest reads; the value is its name in metrics, audits and refusals."""

    NATIVE = "native"
    NINJS = "ninjs"
    AP_MEDIA = "ap-media"
    NEWSML_G2 = "newsml-g2"
    NEWSML = "newsml"
    NITF = "nitf"
    RITZAU = "ritzau"
    CANADIAN_PRESS = "canadian-press"
    FEED = "feed"
    JSON_FEED = "json-feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    MAIL = "mail"
    IPTC7901 = "iptc7901"
    ANPA1312 = "anpa1312"
    PRESS_RELEASE = "press-release"


JSON = "application/json"
NDJSON = "application/x-ndjson"

# Media types that name one format.
BY_MEDIA_TYPE: Mapping[str, Format] = {
    "application/ninjs+json": Format.NINJS,
    "application/vnd.iptc.ninjs+json": Format.NINJS,
    "application/vnd.iptc.g2.newsitem+xml": Format.NEWSML_G2,
    "application/vnd.iptc.g2.packageitem+xml": Format.NEWSML_G2,
    "application/vnd.iptc.g2.newsmessage+xml": Format.NEWSML_G2,
    "application/vnd.iptc.g2.knowledgeitem+xml": Format.NEWSML_G2,
    "application/vnd.iptc.newsml+xml": Format.NEWSML,
    "application/newsml+xml": Format.NEWSML,
    "application/nitf+xml": Format.NITF,
    "application/vnd.iptc.nitf+xml": Format.NITF,
    "application/rss+xml": Format.FEED,
    "application/rdf+xml": Format.FEED,
    "application/atom+xml": Format.FEED,
    "application/feed+json": Format.JSON_FEED,
    "text/html": Format.PAGE,
    "application/xhtml+xml": Format.PAGE,
    "message/rfc822": Format.MAIL,
    "text/vnd.iptc.7901": Format.IPTC7901,
    "application/vnd.iptc.7901": Format.IPTC7901,
}
# Media types that leave the format to the content.
ANYTHING = (JSON, "application/xml", "text/xml", "text/plain", "application/octet-stream", "application/gzip")
MEDIA_TYPES = (JSON, NDJSON, *BY_MEDIA_TYPE, *(media_type for media_type in ANYTHING if media_type != JSON))

BY_ENDING: Mapping[str, Format] = {
    ".json": Format.NATIVE,
    ".ndjson": Format.NATIVE,
    ".jsonl": Format.NATIVE,
    ".ninjs": Format.NINJS,
    ".nitf": Format.NITF,
    ".rss": Format.FEED,
    ".rdf": Format.FEED,
    ".atom": Format.FEED,
    ".html": Format.PAGE,
    ".htm": Format.PAGE,
    ".xhtml": Format.PAGE,
    ".eml": Format.MAIL,
    ".iptc": Format.IPTC7901,
    ".7901": Format.IPTC7901,
}
