"""Silence of a source of articles, and its end; suspicion of a source."""

from typing import Literal

from pydantic import AwareDatetime, Field

from newsroom.events.articles import Source
from newsroom.events.envelope import Contract

_NUMBERS_A_SILENCE = 2  # one for its beginning, one for its end, in this order


class SourceSilent(Contract):
    """Silence of a source for longer than its past makes likely, or, where `resumed`, its end.

    `name` is the source's in the configuration, `source` the one its articles are from. `silent_since` is the
    arrival of its last new article, or the start of watching it; `usual_gap_seconds` is the median between
    two new ones, absent where none is known. `failures` counts its latest failed polls in a row, `problem`
    is the error of the last.
    """

    name: str
    source: str
    silent_since: AwareDatetime
    observed_at: AwareDatetime
    resumed: bool = False
    usual_gap_seconds: float | None = Field(default=None, ge=0)
    failures: int = Field(default=0, ge=0)
    problem: str | None = None

    @property
    def number(self) -> int:
        """Rises with every silence, and from its beginning to its end, whatever Redis has forgotten."""
        return _NUMBERS_A_SILENCE * int(self.silent_since.timestamp()) + self.resumed


class SourceSuspected(Contract):
    """Suspicion of a source, whose quarantine is proposed to the desk: the data of `source-suspected`.

    `rate`: it sent `count` articles in the hour that began at `since`, ten times its `usual`. `undated`: of
    those, `count` were known from days before, and came under new names and without a date.
    """

    source: Source
    number: int = Field(ge=1)
    kind: Literal["rate", "undated"]
    count: int = Field(ge=0)
    usual: float | None = Field(default=None, ge=0)
    since: AwareDatetime
    suspected_at: AwareDatetime
