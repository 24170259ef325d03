"""Shapes of the read API's answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, SerializeAsAny

from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange, PublicItem
from publish.log.logged_change import LoggedChange


class Feed(BaseModel):
    """A page of a feed, newest first. `cursor` is the live log's position that this reflects."""

    items: Sequence[PublicItem]
    next: str | None
    cursor: str


class Category(BaseModel):
    """A category, with its name in each language."""

    slug: str
    names: dict[str, str]


class Story(BaseModel):
    """A story with its visible articles by language."""

    id: str
    version: int
    articles: dict[str, PublicItem]
    previous_story_ids: Sequence[str] = ()


class Difference(BaseModel):
    """Field that a revision changed."""

    field: str
    before: Any
    after: Any


class Revision(BaseModel):
    """Revision of an article: its time, its note, and the names of the fields that it changed."""

    revision: int
    at: datetime
    correction: str | None
    changed: Sequence[str]


class WholeRevision(Revision):
    """Revision with its text and its differences, where earlier texts are public."""

    headline: str
    lead: str | None
    body: str | None
    differences: Sequence[Difference]


class Revisions(BaseModel):
    """A page of the revisions that may be shown, oldest first."""

    id: str
    revisions: Sequence[SerializeAsAny[Revision]]
    next: str | None


class Changes(BaseModel):
    """A page of the live log: `cursors` are those of the events, in the same order; go on from `cursor`."""

    events: Sequence[Event[LiveChange]]
    cursors: Sequence[str]
    cursor: str


def changes_body(changes: Sequence[LoggedChange], cursor: str) -> bytes:
    """`Changes` as JSON; events go out as they are stored, not read again."""
    return b'{"events":[%b],"cursors":[%b],"cursor":"%b"}' % (
        b",".join(change.encoded for change in changes),
        b",".join(b'"%b"' % change.cursor.encode() for change in changes),
        cursor.encode(),
    )
