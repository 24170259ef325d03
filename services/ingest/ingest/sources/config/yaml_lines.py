"""YAML with the line of every field, so that a problem can be pointed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
_DEEPEST = 20


class YamlError(Exception):
    """The text cannot be read; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Located:
    """A document as it was read, and the line where each of its parts begins."""

    value: object
    lines: Mapping[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of a part; of the nearest around it where it is not there."""
        while path not in self.lines:
            if not path:
                return 1
            path = path[:-1]
        return self.lines[path]


def read_yaml(text: str) -> Located:
    """Raises YamlError, also where a key comes twice."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[Path, int] = {}
        if root is not None:
            _walk(root, (), lines)
        return Located(yaml.safe_load(text), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 1, error.problem or "this is no YAML") from error
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise YamlError(1, f"this is no YAML: {error}") from error


def _walk(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    line = node.start_mark.line + 1
    lines[path] = line
    if len(path) > _DEEPEST:
        raise YamlError(line, "this is nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*path, index), lines)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            place = (*path, str(key.value))
            if place in lines:
                raise YamlError(key.start_mark.line + 1, f"{key.value} comes twice")
            _walk(child, place, lines)
            lines[place] = key.start_mark.line + 1
