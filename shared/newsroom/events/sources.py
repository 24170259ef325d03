"""A source of articles: that it has gone quiet, or speaks again."""

from pydantic import AwareDatetime, Field

from newsroom.events.envelope import Contract

_HALVES = 2  # a silence has a beginning and an end, in this order


class SourceSilent(Contract):
    """A source is silent beyond what its past makes likely, or, where `resumed`, no longer.

    `name` is the source's in the configuration, `source` whose its articles are. `silent_since` is when
    its last new article came, or when watching it began; `usual_gap_seconds` is the median between two
    new ones, absent where none is known. `failures` counts the polls that failed last in a
    row, `problem` says why.
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
        return _HALVES * int(self.silent_since.timestamp()) + self.resumed
