"""Rules agreed with each source, beyond its key."""

from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

EVERY_SOURCE = "*"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("write a zone's name, such as Asia/Baku")
    return name


TimeZone = Annotated[str, Field(max_length=60), AfterValidator(_known_zone)]


class SourceRule(BaseModel):
    """Rules of one source.

    `timezone` is that of its times which name none. `join_routes`: articles sent by several routes, such as
    a wire and its pages, are one. `language_check`: the fate of one that is not in the language it gives.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: TimeZone | None = None
    join_routes: bool = False
    language_check: Literal["flag", "refuse", "off"] = "flag"


_AGREED_NOTHING = SourceRule()


class SourceRules:
    """The rules by source; `*` is for those that have none of their own."""

    def __init__(self, rules: Mapping[str, SourceRule]) -> None:
        self._rules = rules
        self._others = rules.get(EVERY_SOURCE, _AGREED_NOTHING)

    def zone(self, source: str | None) -> ZoneInfo | None:
        """The zone of the times of a source that name none."""
        name = self.of(source).timezone if source is not None else None
        return ZoneInfo(name) if name is not None else None

    def of(self, source: str) -> SourceRule:
        return self._rules.get(source, self._others)
