"""Sample articles."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn, Reference
from newsroom.events.identity import article_id

SOURCE = "desk"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def id_of(name: str) -> str:
    """The id of the article that the test calls `name`."""
    return article_id(SOURCE, name)


def revision(
    name: str,
    language: str = "en",
    *,
    number: int = 1,
    original: str | None = None,
    minutes: int = 0,
    stub: bool = False,
    status: Literal["live", "withdrawn"] = "live",
    **fields: Any,
) -> ArticleRevision:
    """A revision of the article called `name`; each revision has another headline and arrival."""
    defaults: dict[str, Any] = {
        "source": SOURCE,
        "headline": f"{name} {number}",
        "body": None if stub else f"The text of {name}, {number}.",
        "published_at": NOON + timedelta(minutes=minutes),
        "received_at": NOON + timedelta(minutes=minutes, seconds=number - 1),
        "first_received_at": NOON + timedelta(minutes=minutes),
        "content_hash": f"{name}-{number}",
        "translation_of": Reference(source=SOURCE, source_id=original) if original else None,
    }
    return ArticleRevision(
        id=id_of(name),
        revision=number,
        status=status,
        source_id=name,
        language=language,
        **(defaults | fields),
    )


def withdrawal(name: str, number: int, *, lifted: bool = False) -> ArticleWithdrawn:
    """The withdrawal of the article called `name`, as its revision `number`."""
    return ArticleWithdrawn(
        id=id_of(name),
        revision=number,
        source=SOURCE,
        source_id=name,
        reason="it was wrong",
        withdrawn_at=NOON,
        lifted=lifted,
    )
