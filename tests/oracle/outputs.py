"""Everything that is public, read once over HTTP and from the live log and its archive."""

import contextlib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pymongo
import redis

from tests.support.system import System

LANGUAGES = ("en", "az", "ru")
_ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """Event of the live log with its cursor; `article` as JSON."""

    cursor: str
    id: str
    subject: str
    seq: int
    change: str
    article: Mapping[str, Any]
    text: str
    topics_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    """Entry of the archive; `text` is empty where nothing may be replayed of it any more."""

    cursor: str
    text: str
    redacted: bool


@dataclass(slots=True)
class Outputs:
    """What was read. `texts` are whole answers by their address, to be searched for words."""

    articles: dict[str, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    revisions: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    feeds: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    stories: dict[str, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    changes: list[LoggedEvent] = field(default_factory=list)
    raw_log: list[tuple[str, str]] = field(default_factory=list)
    archive: list[ArchivedEntry] = field(default_factory=list)
    headlines: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, set[str]] = field(default_factory=dict)
    digest: list[tuple[str, str, int, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def event_of(cursor: str, event: Mapping[str, Any], text: str) -> LoggedEvent:
    data = event["data"]
    return LoggedEvent(
        cursor,
        event["id"],
        event["subject"],
        data["seq"],
        data["change"],
        data["article"],
        text,
        tuple(data.get("topics_after", ())),
    )


def read(system: System, publish: str, article_ids: list[str], tokens: list[str]) -> Outputs:
    """All outputs, as the publish at that address and the stores give them now.

    Raises httpx.HTTPError, redis.RedisError or PyMongoError while something is away.
    """
    with httpx.Client(base_url=publish, timeout=20) as http:
        reader = _Reader(http, Outputs())
        reader.feeds()
        reader.articles(article_ids)
        reader.formats()
        reader.pages()
        reader.search(tokens)
        reader.digest()
        reader.out.changes = list(changes(http))
        reader.out.texts["/v1/changes"] = "\n".join(event.text for event in reader.out.changes)
    with redis.Redis.from_url(system.ready["redis"], decode_responses=True) as client:
        # With several partitions the log is one stream still, under another name.
        name = "article-published" if client.exists("article-published") else "article-published{0}"
        log: Any = client.xrange(name)
        reader.out.raw_log = [(cursor, fields["__data__"]) for cursor, fields in log]
    reader.out.archive = _archive(system)
    return reader.out


def changes(http: httpx.Client, cursor: str = "earliest") -> Iterator[LoggedEvent]:
    """The live log by pages, to its end."""
    while True:
        answer = http.get("/v1/changes", params={"cursor": cursor, "limit": 100})
        answer.raise_for_status()
        page = answer.json()
        for at, event in zip(page["cursors"], page["events"], strict=True):
            yield event_of(at, event, str(event))
        if not page["events"]:
            return
        cursor = page["cursor"]


@dataclass(slots=True)
class _Reader:
    http: httpx.Client
    out: Outputs

    def _get(self, path: str, accept: str = "application/json", **query: Any) -> httpx.Response:
        answer = self.http.get(path, params=query, headers={"Accept": accept})
        self.out.texts[f"{answer.request.url.raw_path.decode()} as {accept}"] = answer.text
        if answer.is_server_error:
            answer.raise_for_status()
        return answer

    def feeds(self) -> None:
        for language in LANGUAGES:
            self.out.feeds[language] = list(self._feed(lang=language))
        self.out.feeds[""] = list(self._feed())
        for category in ("sport", "economy", "region"):
            self.out.feeds[f"category={category}"] = list(self._feed(category=category))
        for tag in ("alpha", "beta", "gamma"):
            self.out.feeds[f"tag={tag}"] = list(self._feed(tag=tag))

    def _feed(self, **query: Any) -> Iterator[Mapping[str, Any]]:
        page: str | None = None
        while True:
            answer = self._get("/v1/feed", limit=100, **query, **({"page": page} if page else {})).json()
            yield from answer["items"]
            page = answer["next"]
            if page is None:
                return

    def articles(self, article_ids: list[str]) -> None:
        for article_id in article_ids:
            answer = self._get(f"/v1/articles/{article_id}")
            seen: Mapping[str, Any] = (
                {"location": answer.headers["location"]} if answer.is_redirect else answer.json()
            )
            self.out.articles[article_id] = answer.status_code, seen
            if answer.status_code == httpx.codes.OK:
                self.out.revisions[article_id] = self._revisions(article_id)
                story_id = seen["story_id"]
                if story_id not in self.out.stories:
                    story = self._get(f"/v1/stories/{story_id}")
                    self.out.stories[story_id] = story.status_code, story.json() if story.is_success else {}

    def _revisions(self, article_id: str) -> list[tuple[int, str]]:
        """All revisions, by pages of three."""
        listed: list[tuple[int, str]] = []
        page = ""
        while True:
            # It may have moved on since the article was read.
            response = self._get(f"/v1/articles/{article_id}/revisions?limit=3{page}")
            if not response.is_success:
                return listed
            answer = response.json()
            listed += [(one["revision"], one["headline"]) for one in answer["revisions"]]
            if answer["next"] is None:
                return listed
            page = f"&page={answer['next']}"

    def formats(self) -> None:
        """The headlines of each feed in another format, as they are listed."""
        for language in LANGUAGES:
            atom = ET.fromstring(self._get(f"/{language}/feed.atom").content)
            self.out.headlines[f"{language} atom"] = [
                entry.findtext(f"{_ATOM}title") or "" for entry in atom.iter(f"{_ATOM}entry")
            ]
            rss = ET.fromstring(self._get(f"/{language}/feed.rss").content)
            self.out.headlines[f"{language} rss"] = [
                entry.findtext("title") or "" for entry in rss.iter("item")
            ]
            listed = self._get(f"/{language}/feed.json").json()["items"]
            self.out.headlines[f"{language} json"] = [entry["title"] for entry in listed]
            ninjs = self._get("/v1/feed", "application/vnd.iptc.ninjs+json", lang=language, limit=50)
            self.out.texts[f"{language} ninjs"] = ninjs.text
        sitemap = ET.fromstring(self._get("/sitemap-news.xml").content)
        self.out.headlines["sitemap"] = [
            element.text or "" for element in sitemap.iter() if element.tag.endswith("}title")
        ]

    def pages(self) -> None:
        for language in LANGUAGES:
            self._get(f"/{language}/", "text/html")
            self._get("/v1/trending", lang=language)

    def search(self, tokens: list[str]) -> None:
        for token in tokens:
            self.out.found[token] = {item["id"] for item in self._get("/v1/feed", q=token).json()["items"]}

    def digest(self) -> None:
        self.out.digest = [
            (bucket["hour"], bucket["language"], bucket["articles"], bucket["hash"])
            for bucket in self._get("/v1/digest").json()["buckets"]
        ]


def _archive(system: System) -> list[ArchivedEntry]:
    """All of the archive, oldest first."""
    client = pymongo.MongoClient[dict[str, Any]](system.ready["mongo"], serverSelectionTimeoutMS=5000)
    with contextlib.closing(client):
        entries = client.get_default_database()["live_log"].find().sort("_id", 1)
        return [
            ArchivedEntry(_cursor_of(entry["_id"]), entry["event"] or "", entry.get("redacted", False))
            for entry in entries
        ]


def _cursor_of(key: str) -> str:
    """The entry id that a key of the archive writes with leading zeros, so that it sorts."""
    milliseconds, _, number = key.partition("-")
    return f"{int(milliseconds)}-{int(number)}"
