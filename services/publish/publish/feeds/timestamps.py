"""Instants as the formats write them: in UTC, to the second."""

from datetime import UTC, datetime
from email.utils import format_datetime

from newsroom.events.live import PublicItem


def internet_time(instant: datetime) -> str:
    """RFC 3339, as Atom, JSON Feed, ninjs, schema.org and sitemaps have it: `2026-02-27T15:33:00Z`."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def mail_time(instant: datetime) -> str:
    """RFC 822 with a year of four digits, as RSS and HTTP have it: `Fri, 27 Feb 2026 15:33:00 GMT`."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


def modified(article: PublicItem) -> datetime:
    """The instant of its last change; never before it was published, as an embargoed one's would be."""
    return max(article.updated_at, article.first_published_at)
