"""Rules agreed with each source, beyond its key."""

from collections.abc import Mapping
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from newsroom.events.desk import TimeZone

EVERY_SOURCE = "*"


class SourceRule(BaseModel):
    """Rules of one source.

    `timezone` is that of its times which name none. `join_routes`: articles sent by several routes, such as
    a wire and its pages, are one. `language_check`: the fate of one that is not in the language it gives.
    `doubts`: that of one that is doubtful in a harmful way. `kill_words`: that of an article which a kill in
    words names for certain, until the desk has decided: it stays, or readers see it no more meanwhile.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: TimeZone | None = None
    join_routes: bool = False
    language_check: Literal["flag", "refuse", "off"] = "flag"
    doubts: Literal["hold", "refuse", "publish"] = "hold"
    kill_words: Literal["hold", "withhold"] = "hold"


class SourceHabits(BaseModel):
    """Habits of one source by the desk's answers; what is configured comes before them."""

    model_config = ConfigDict(frozen=True)

    timezone: TimeZone | None = None
    schedules: bool = False


_AGREED_NOTHING = SourceRule()


class SourceRules:
    """The rules by source; `*` is for those that have none of their own."""

    def __init__(self, rules: Mapping[str, SourceRule]) -> None:
        self._rules = rules
        self._others = rules.get(EVERY_SOURCE, _AGREED_NOTHING)
        self._habits: Mapping[str, SourceHabits] = {}

    def learn(self, habits: Mapping[str, SourceHabits]) -> None:
        """Takes over the habits that the desk has answered for, by source."""
        self._habits = habits

    def zone(self, source: str | None) -> ZoneInfo | None:
        """The zone of the times of a source that name none."""
        if source is None:
            return None
        habits = self._habits.get(source)
        name = self.of(source).timezone or (habits.timezone if habits else None)
        return ZoneInfo(name) if name is not None else None

    def schedules(self, source: str) -> bool:
        """Whether a source's dates ahead are when its articles may go out."""
        habits = self._habits.get(source)
        return habits is not None and habits.schedules

    def of(self, source: str) -> SourceRule:
        return self._rules.get(source, self._others)
