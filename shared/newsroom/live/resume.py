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


def from_log(wanted: Cursor | Since, oldest: Cursor | None, latest: Cursor) -> Cursor | ExpiredCursor:
    """The cursor to begin after, by what the log keeps.

    A cursor above `latest` was never handed out by this log: to wait there would be to wait for ever.
    """
    if not isinstance(wanted, Cursor):
        return latest if oldest is None or wanted is Since.NOW else oldest.before
    if wanted == latest:
        return wanted
    if oldest is None or not oldest.before <= wanted < latest:
        return ExpiredCursor(oldest)
    return wanted
