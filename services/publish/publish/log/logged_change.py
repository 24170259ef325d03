"""Changes of the live log with their place in it, decoded from the stream's entries."""

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.streams.wire import Entry, UndecodableEntryError, decode

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A live change under its cursor, with the CloudEvent's bytes as they stand in the log."""

    cursor: str
    live: LiveChange
    encoded: bytes


def logged_changes(entries: Iterable[Entry]) -> list[LoggedChange]:
    """Decodes entries. Garbage put there by hand is passed over; the archive's consumer parks it."""
    changes: list[LoggedChange] = []
    for entry in entries:
        try:
            live: LiveChange = decode(entry, ARTICLE_PUBLISHED.stream).data
        except UndecodableEntryError as error:
            _log.error("live_log.undecodable", entry=entry.id, reason=str(error))
        else:
            changes.append(LoggedChange(entry.id, live, entry.encoded or b""))
    return changes
