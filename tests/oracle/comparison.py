"""Comparison of all outputs with the model: what differs, in sentences. Pure."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.oracle.model import Expected, Model
from tests.oracle.operations import Content
from tests.oracle.outputs import LANGUAGES, LoggedEvent, Outputs

_LISTED = 50  # entries of a feed for programs
_SITEMAP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Words:
    """What the driver writes for a content."""

    headline: Callable[[Content], str]
    body: Callable[[Content], str | None]
    published_at: Callable[[Content], datetime]


def differences(model: Model, words: Words, outputs: Outputs, now: datetime) -> list[str]:
    """Everything in which the outputs are not as the model demands."""
    expected = model.expected()
    return [
        *_articles(expected, words, outputs),
        *_lists(expected, words, outputs),
        *_other_formats(outputs, now),
        *_stories(model, expected, outputs),
        *_log(expected, words, outputs.changes),
        *_stores(outputs),
        *_digest(outputs),
        *_search(expected, outputs),
        *_leaks(model, outputs),
    ]


def _articles(expected: Mapping[str, Expected], words: Words, outputs: Outputs) -> Iterator[str]:
    for article_id, wanted in expected.items():
        code, seen = outputs.articles[article_id]
        if code != wanted.code:
            yield f"article {article_id}: {code}, not {wanted.code}"
        elif code == 200:
            yield from (f"article {article_id}: {text}" for text in unlike(wanted, words, seen))
            revisions = [
                (number, words.headline(Content(token, "en", 0))) for number, token in wanted.revisions
            ]
            if outputs.revisions[article_id] != revisions:
                yield f"revisions of {article_id}: {outputs.revisions[article_id]}, not {revisions}"
        elif code == 308 and wanted.yields_to not in seen["location"]:
            yield f"article {article_id}: redirects to {seen['location']}, not {wanted.yields_to}"


def unlike(wanted: Expected, words: Words, seen: Mapping[str, Any]) -> Iterator[str]:
    """What differs between an article as it is shown and as it must be."""
    content = wanted.content
    assert content is not None
    variants = {language: variant["id"] for language, variant in seen["variants"].items()}
    headlines = {language: variant["headline"] for language, variant in seen["variants"].items()}
    released = datetime.fromisoformat(seen["first_published_at"]) >= words.published_at(content)
    same = {
        "revision": (seen["revision"], wanted.revision),
        "language": (seen["language"], content.language),
        "headline": (seen["headline"], words.headline(content)),
        "category": (seen["category"], content.category),
        "tags": ([tag["id"] for tag in seen["tags"]], [content.tag] if content.tag else []),
        "badges": (seen["badges"], ["photo"] if content.photo else []),
        "published_at": (datetime.fromisoformat(seen["published_at"]), words.published_at(content)),
        "variants": (variants, wanted.variants),
        "variants' headlines": (
            headlines,
            {
                language: words.headline(Content(token, language, 0))
                for language, token in wanted.headlines.items()
            },
        ),
        "first_published_at is not before published_at": (released, True),
    }
    if "source" in seen:
        same["body"] = (seen.get("body"), words.body(content))
    return (f"{name}: {found!r}, not {right!r}" for name, (found, right) in same.items() if found != right)


def _lists(expected: Mapping[str, Expected], words: Words, outputs: Outputs) -> Iterator[str]:
    visible = {
        wanted.id: wanted.content for wanted in expected.values() if wanted.code == 200 and wanted.content
    }
    for name, items in outputs.feeds.items():
        kind, _, value = name.partition("=")
        wanted = {
            article_id
            for article_id, content in visible.items()
            if name == ""
            or (kind == "category" and content.category == value)
            or (kind == "tag" and content.tag == value)
            or content.language == name
        }
        listed = [item["id"] for item in items]
        if len(listed) != len(set(listed)) or set(listed) != wanted:
            yield f"feed {name!r}: lacks {wanted - set(listed)}, has beyond it {set(listed) - wanted}"
        order = [(datetime.fromisoformat(item["first_published_at"]), item["id"]) for item in items]
        if order != sorted(order, reverse=True):
            yield f"feed {name!r} is not newest first"
        for item in items:
            whole = outputs.articles.get(item["id"], (0, {}))[1]
            for field, value in item.items():
                if field in whole and whole[field] != value:
                    yield f"feed {name!r}, {item['id']}: {field} {value!r}, the article says {whole[field]!r}"


def _other_formats(outputs: Outputs, now: datetime) -> Iterator[str]:
    for language in LANGUAGES:
        wanted = [item["headline"] for item in outputs.feeds[language]][:_LISTED]
        for suffix in ("atom", "rss", "json"):
            listed = outputs.headlines[f"{language} {suffix}"]
            if listed != wanted:
                yield f"{language} {suffix}: {listed}, not {wanted}"
        ninjs = outputs.texts[f"{language} ninjs"]
        yield from (f"{language} ninjs lacks {headline}" for headline in wanted if headline not in ninjs)
    recent = [
        item["headline"]
        for item in outputs.feeds[""]
        if datetime.fromisoformat(item["first_published_at"]) > now - _SITEMAP
    ]
    if sorted(recent) != sorted(outputs.headlines["sitemap"]):
        yield f"sitemap: {sorted(outputs.headlines['sitemap'])}, not {sorted(recent)}"


def _stories(model: Model, expected: Mapping[str, Expected], outputs: Outputs) -> Iterator[str]:
    """One name for each story and none for two, and each story shows its visible members."""
    named: dict[str, frozenset[str]] = {}
    for article_id, story in model.stories().items():
        if expected[article_id].code != 200 or outputs.articles[article_id][0] != 200:
            continue
        story_id = outputs.articles[article_id][1]["story_id"]
        members = frozenset(story.members)
        if named.setdefault(story_id, members) != members:
            yield f"story {story_id} is two: {named[story_id]} and {members}"
        code, shown = outputs.stories[story_id]
        visible = {member for member in members if expected[member].code == 200}
        listed = {item["id"] for item in shown["articles"].values()} if code == 200 else set[str]()
        if listed != visible:
            yield f"story {story_id}: {code} {listed}, not {visible}"
    if len(set(named.values())) != len(named):
        yield f"a story has two names: {named}"


def _log(expected: Mapping[str, Expected], words: Words, events: Sequence[LoggedEvent]) -> Iterator[str]:
    yield from out_of_order(events)
    yield from mirrored(expected, words, events, "changes")


def out_of_order(events: Sequence[LoggedEvent]) -> Iterator[str]:
    """What was said twice, or went back."""
    last: dict[str, int] = {}
    for event in events:
        if event.seq <= last.get(event.subject, 0):
            yield f"{event.subject}: seq {event.seq} after {last[event.subject]}"
        last[event.subject] = event.seq
    cursors = [_position(event.cursor) for event in events]
    if cursors != sorted(set(cursors)):
        yield "cursors go back or repeat"


def mirrored(
    expected: Mapping[str, Expected],
    words: Words,
    events: Sequence[LoggedEvent],
    who: str,
    category: str | None = None,
) -> Iterator[str]:
    """What a copy that applied the events, each article's in the order of `seq`, would have wrong.

    One of a category has the articles of that alone; what left it is told by the topics after the change.
    """
    last: dict[str, LoggedEvent] = {}
    for event in events:
        if event.subject not in last or event.seq >= last[event.subject].seq:
            last[event.subject] = event
    for article_id, wanted in expected.items():
        event_there = last.get(article_id)
        if category is not None and event_there and f"category:{category}" not in event_there.topics_after:
            event_there = None
        is_wanted = category is None or (wanted.content is not None and wanted.content.category == category)
        if wanted.code == 200 and is_wanted:
            if event_there is None or event_there.change == "withdrawn":
                yield f"{who}: {article_id} is not there"
            else:
                texts = unlike(wanted, words, event_there.article)
                yield from (f"{who}: {article_id}: {text}" for text in texts)
        elif event_there is not None and event_there.change != "withdrawn":
            yield f"{who}: {article_id} is still there ({event_there.change}, seq {event_there.seq})"


def _stores(outputs: Outputs) -> Iterator[str]:
    """`/v1/changes`, the raw log and the archive are one log.

    A stream's entries cannot be rewritten: one that named a withdrawn sibling is whole in the archive alone.
    """
    public = {event.cursor for event in outputs.changes}
    raw = {cursor for cursor, _ in outputs.raw_log}
    kept = {entry.cursor for entry in outputs.archive if entry.text}
    redacted = {entry.cursor for entry in outputs.archive if entry.redacted}
    if kept != public:
        yield f"archive: lacks {sorted(public - kept)}, has beyond it {sorted(kept - public)}"
    if raw != public - redacted:
        lacking, beyond = sorted(public - redacted - raw), sorted(raw - (public - redacted))
        yield f"raw log: lacks {lacking}, has beyond it {beyond}"


def _digest(outputs: Outputs) -> Iterator[str]:
    last: dict[str, LoggedEvent] = {event.subject: event for event in outputs.changes}
    buckets: dict[tuple[str, str], tuple[int, int]] = {}
    for event in last.values():
        first = event.article["first_published_at"]
        if first is None:
            continue
        instant = datetime.fromisoformat(first).astimezone(UTC)
        hour = instant.strftime("%Y-%m-%dT%H:00:00Z")
        digest = hashlib.sha256(f"{event.subject} {event.seq} {event.change}".encode()).digest()[:16]
        count, total = buckets.get((hour, event.article["language"]), (0, 0))
        buckets[hour, event.article["language"]] = count + 1, total ^ int.from_bytes(digest)
    wanted = sorted((*place, count, f"{total:032x}") for place, (count, total) in buckets.items())
    if wanted != sorted(outputs.digest):
        yield f"digest: {sorted(set(outputs.digest) ^ set(wanted))}"


def _search(expected: Mapping[str, Expected], outputs: Outputs) -> Iterator[str]:
    visible = {
        wanted.content.token: wanted.id
        for wanted in expected.values()
        if wanted.code == 200 and wanted.content is not None
    }
    for token, found in outputs.found.items():
        wanted_ids = {visible[token]} if token in visible else set[str]()
        if found != wanted_ids:
            yield f"search for {token}: {found}, not {wanted_ids}"


def _leaks(model: Model, outputs: Outputs) -> Iterator[str]:
    forbidden = model.forbidden()
    texts = {
        **outputs.texts,
        "the raw log": "\n".join(text for _, text in outputs.raw_log),
        "the archive": "\n".join(entry.text for entry in outputs.archive),
    }
    for address, text in texts.items():
        if "q=" in address:
            continue  # a search may repeat its words
        yield from (f"{token} is in {address}" for token in forbidden if token in text)


def _position(cursor: str) -> tuple[int, int]:
    milliseconds, _, number = cursor.partition("-")
    return int(milliseconds), int(number)
