"""The sample wire: an invented agency's day in Baku, for `newsroom up --demo`.

Owns `demo_wire.ndjson` and its shape, one call to ingest a line. Leaves out the clock and the HTTP
client: who plays the wire waits until `after` and posts `body_of(line)` to `/v1/{call}`. The people,
companies and clubs in it are fictional. No article has a time of its own, so each is as old as its
arrival, and playing the wire again changes nothing.
"""

from importlib import resources
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from newsroom.events.articles import ArticleDraft, Draft, Reference

Seconds = Annotated[float, Field(ge=0)]


class Withdrawal(Reference):
    """Which article to withdraw, and why."""

    reason: str = Field(min_length=1)


class ArticleLine(Draft):
    """An article, or its correction, due `after` seconds from the start of the wire."""

    after: Seconds
    call: Literal["articles"]
    body: ArticleDraft


class WithdrawalLine(Draft):
    """A withdrawal, due `after` seconds from the start of the wire."""

    after: Seconds
    call: Literal["withdrawals"]
    body: Withdrawal


WireLine = ArticleLine | WithdrawalLine
_LINE: TypeAdapter[WireLine] = TypeAdapter(Annotated[WireLine, Field(discriminator="call")])


def read() -> tuple[WireLine, ...]:
    """All lines of the wire, ordered by `after`.

    Raises pydantic's `ValidationError` where a line is not a call to ingest: then our file is broken.
    """
    text = resources.files("newsroom.stack").joinpath("demo_wire.ndjson").read_text(encoding="utf-8")
    return tuple(_LINE.validate_json(line) for line in text.splitlines())


def body_of(line: WireLine) -> bytes:
    """The JSON to post, with the line's own fields only: a default filled in would be other content."""
    return line.body.model_dump_json(exclude_unset=True).encode()
