"""Trace of one subject through the streams: its entries, how far each group is, its dead letters."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from newsroom.events.stories import StorySnapshot
from newsroom.stores.redis import RedisClient
from newsroom.streams.cursor import Cursor
from newsroom.streams.dead_letters import DeadLetters
from newsroom.streams.redis_commands import GroupInfo, group_infos, pending_entries, read_newest_before
from newsroom.streams.topology import GROUPS, Topology, dead_letter_stream
from newsroom.streams.wire import Entry, UndecodableEntryError, decode

_PAGE = 200
_MOST_ENTRIES = 20_000  # of a stream, the newest: beyond them the trace says that it has not looked
_MOST_LETTERS = 2_000
_OF_DOCUMENTS = "document-received"  # its subjects are documents, and its entries hold them raw


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """Progress of a group with one entry.

    `idle_seconds` since the last of its `deliveries` where it is pending; `lag` of the group where it waits.
    """

    group: str
    state: Literal["done", "pending", "waiting"]
    deliveries: int = 0
    idle_seconds: float = 0.0
    lag: int = 0


@dataclass(frozen=True, slots=True)
class TracedEntry:
    """Entry about the subject: when it was appended, and how far each group is with it."""

    stream: str
    id: str
    at: datetime
    groups: tuple[GroupProgress, ...]


@dataclass(frozen=True, slots=True)
class TracedLetter:
    """Dead letter about the subject."""

    stream: str
    id: str
    group: str
    parked_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class SubjectTrace:
    """All that the streams have of a subject, oldest first; `unread` are streams not read to their end."""

    entries: tuple[TracedEntry, ...] = ()
    letters: tuple[TracedLetter, ...] = ()
    unread: tuple[str, ...] = ()


async def trace_subject(
    redis: RedisClient, topology: Topology, subject: str, since: datetime | None
) -> SubjectTrace:
    """Reads every stream back to `since`, where it is known, at most 20,000 entries of each."""
    entries: list[TracedEntry] = []
    letters: list[TracedLetter] = []
    unread: list[str] = []
    for logical in GROUPS:
        if logical == _OF_DOCUMENTS:
            continue
        for stream in topology.physical(logical):
            own, complete = await _entries(redis, stream, logical, subject, since)
            entries += await _traced(redis, own)
            unread += [] if complete else [stream]
            for group in GROUPS[logical]:
                letters += await _letters(redis, stream, group, subject)
    entries.sort(key=lambda entry: Cursor.parse(entry.id))
    return SubjectTrace(tuple(entries), tuple(letters), tuple(unread))


def appended_at(entry_id: str) -> datetime:
    """When an entry was appended, by Redis' clock."""
    return datetime.fromtimestamp(Cursor.parse(entry_id).ms / 1000, UTC)


async def _entries(
    redis: RedisClient, stream: str, logical: str, subject: str, since: datetime | None
) -> tuple[list[Entry], bool]:
    """Entries about the subject; and whether the stream was read as far as it matters."""
    needle, own, count, before = subject.encode(), list[Entry](), 0, "+"
    while page := await read_newest_before(redis, stream, before, _PAGE):
        own += [e for e in page if needle in (e.encoded or b"") and is_about(e, logical, subject)]
        count += len(page)
        if since is not None and appended_at(page[-1].id) < since:
            return own, True
        if count >= _MOST_ENTRIES:
            return own, False
        before = f"({page[-1].id}"
    return own, True


def is_about(entry: Entry, logical: str, subject: str) -> bool:
    """Whether the subject is that of the entry's event, one of its pair, or an article of its story.

    One that names the subject and cannot be read is worth seeing, too.
    """
    try:
        event = decode(entry, logical)
    except UndecodableEntryError:
        return True
    in_story = isinstance(event.data, StorySnapshot) and subject in {
        own.id for own in event.data.articles.values()
    }
    return in_story or subject in event.subject.split(".")


async def _traced(redis: RedisClient, entries: list[Entry]) -> list[TracedEntry]:
    """The entries of one stream, each with the progress of its groups."""
    if not entries:
        return []
    stream = entries[0].stream
    groups = await group_infos(redis, stream)
    return [
        TracedEntry(
            stream,
            entry.id,
            appended_at(entry.id),
            tuple([await _progress(redis, stream, group, entry.id) for group in groups]),
        )
        for entry in entries
    ]


async def _progress(redis: RedisClient, stream: str, group: GroupInfo, entry_id: str) -> GroupProgress:
    if Cursor.parse(entry_id) > Cursor.parse(group.last_delivered):
        return GroupProgress(group.name, "waiting", lag=group.lag)
    own = await pending_entries(redis, stream, group.name, start=entry_id, end=entry_id, count=1)
    if not own:
        return GroupProgress(group.name, "done")
    return GroupProgress(group.name, "pending", own[0].deliveries, own[0].idle_ms / 1000)


async def _letters(redis: RedisClient, stream: str, group: str, subject: str) -> list[TracedLetter]:
    own: list[TracedLetter] = []
    count = 0
    async for letter in DeadLetters(redis).letters(dead_letter_stream(stream, group)):
        parked = letter.parked
        if any(subject.encode() in value for value in parked.entry.fields.values()):
            own.append(
                TracedLetter(
                    letter.stream, letter.id, group, parked.parked_at, parked.attempts, parked.reason
                )
            )
        count += 1
        if count == _MOST_LETTERS:
            break
    return own
