"""References to the environment: `${NAME}` in any text. What stands for them is never shown. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.sources.config.yaml_lines import Path

_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
HIDDEN = "***"
_NO_SECRET = 2  # characters: to hide `1` or `az` wherever it stands would leave nothing to read


@dataclass(frozen=True, slots=True)
class Secrets:
    """The values that were filled in."""

    values: frozenset[str] = frozenset()

    def hidden(self, text: str) -> str:
        """A text without them."""
        for value in sorted(self.values, key=len, reverse=True):
            if len(value) > _NO_SECRET:
                text = text.replace(value, HIDDEN)
        return text


def fill_in(
    value: object, environment: Mapping[str, str], absent: Callable[[Path, str], None], path: Path = ()
) -> tuple[object, frozenset[str]]:
    """The value with every reference replaced, and what replaced them.

    `absent` is called for each that nobody set.
    """
    match value:
        case str():
            return _filled(value, environment, lambda name: absent(path, name))
        case list():
            parts = [fill_in(part, environment, absent, (*path, index)) for index, part in enumerate(value)]
            return [part for part, _ in parts], frozenset().union(*(used for _, used in parts))
        case dict():
            pairs = {
                key: fill_in(part, environment, absent, (*path, str(key))) for key, part in value.items()
            }
            return (
                {key: part for key, (part, _) in pairs.items()},
                frozenset().union(*(used for _, used in pairs.values())),
            )
        case _:
            return value, frozenset()


def _filled(
    text: str, environment: Mapping[str, str], absent: Callable[[str], None]
) -> tuple[str, frozenset[str]]:
    used: set[str] = set()

    def value_of(reference: re.Match[str]) -> str:
        value = environment.get(reference[1])
        if not value:
            absent(reference[1])
            return reference[0]
        used.add(value)
        return value

    return _REFERENCE.sub(value_of, text), frozenset(used)
