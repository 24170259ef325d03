"""Sample wire for `newsroom up --demo`: an invented agency's day in Baku, one call to ingest a line.

Owns `sample_wire.ndjson` and its models. The player (`demo`) waits until `after` and posts `body_of(line)`
to `/v1/{call}`. The people, companies and clubs in it are fictional. No article has a time of its own, so
each is dated by its arrival, and a replay changes nothing.
"""

from importlib import resources
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from newsroom.events.articles import ArticleDraft, Draft, Reference

Seconds = Annotated[float, Field(ge=0)]


class Withdrawal(Reference):
    """Withdrawal of an article, with its reason."""

    reason: str = Field(min_length=1)


class ArticleLine(Draft):
    """Article, or its correction, due `after` seconds from the start of the wire."""

    after: Seconds
    call: Literal["articles"]
    body: ArticleDraft


class WithdrawalLine(Draft):
    """Withdrawal, due `after` seconds from the start of the wire."""

    after: Seconds
    call: Literal["withdrawals"]
    body: Withdrawal


WireLine = ArticleLine | WithdrawalLine
_LINE: TypeAdapter[WireLine] = TypeAdapter(Annotated[WireLine, Field(discriminator="call")])


def read() -> tuple[WireLine, ...]:
    """All lines of the wire, ordered by `after`.

    Raises pydantic's `ValidationError` for a line that is no call to ingest: then our file is broken.
    """
    text = resources.files("newsroom.stack").joinpath("sample_wire.ndjson").read_text(encoding="utf-8")
    return tuple(_LINE.validate_json(line) for line in text.splitlines())


def body_of(line: WireLine) -> bytes:
    """The JSON to post, with the line's own fields only: a filled-in default would be other content."""
    return line.body.model_dump_json(exclude_unset=True).encode()
