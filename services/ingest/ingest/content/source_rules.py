"""Rules agreed with each source, beyond its key."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

EVERY_SOURCE = "*"


class SourceRule(BaseModel):
    """Rules of one source.

    `join_routes`: articles sent by several routes, such as a wire and its pages, are one. `language_check`:
    the fate of an article that is not in the language it gives.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    join_routes: bool = False
    language_check: Literal["flag", "refuse", "off"] = "flag"


_AGREED_NOTHING = SourceRule()


class SourceRules:
    """The rules by source; `*` is for those that have none of their own."""

    def __init__(self, rules: Mapping[str, SourceRule]) -> None:
        self._rules = rules
        self._others = rules.get(EVERY_SOURCE, _AGREED_NOTHING)

    def of(self, source: str) -> SourceRule:
        return self._rules.get(source, self._others)
