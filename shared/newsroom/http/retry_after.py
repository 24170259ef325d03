"""The header Retry-After: seconds, or a date. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_DIGITS = 9  # some 30 years; more is no number that anybody means


def seconds_of(header: str | None, now: datetime) -> float | None:
    """The seconds to wait, never below 0; None where the header is absent or says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_DIGITS:
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
