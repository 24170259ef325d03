"""Start of a subscriber: a pure decision from the cursor it names and the cursors kept."""

from dataclasses import dataclass

from newsroom.streams.cursor import Cursor, Since


@dataclass(frozen=True, slots=True)
class ExpiredCursor:
    """A cursor that cannot be resumed after without a gap; `oldest` is the oldest entry kept, if any."""

    oldest: Cursor | None


def from_rings(wanted: Cursor | Since, floor: Cursor, last: Cursor) -> Cursor | None:
    """The cursor to begin after, where the rings alone can tell: they have all of (floor, last]."""
    if wanted is Since.NOW:
        return last
    if isinstance(wanted, Cursor) and floor <= wanted <= last:
        return wanted
    return None


def from_log(
    wanted: Cursor | Since, oldest: Cursor | None, latest: Cursor, whole_since: Cursor | None = None
) -> Cursor | ExpiredCursor:
    """The cursor to begin after, by what the log keeps.

    `oldest` is the oldest entry kept; `whole_since`, where it is known, a place from which on none was ever
    dropped: whoever read on from an empty place below the first entry misses nothing. A cursor above `latest`
    was never handed out by this log: to wait there would be to wait for ever.
    """
    if not isinstance(wanted, Cursor):
        return latest if oldest is None or wanted is Since.NOW else oldest.before
    if wanted == latest:
        return wanted
    if wanted > latest:
        return ExpiredCursor(oldest)
    is_whole = whole_since is not None and wanted >= whole_since
    if is_whole or (oldest is not None and oldest.before <= wanted):
        return wanted
    return ExpiredCursor(oldest)
