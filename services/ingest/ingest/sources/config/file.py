"""Reading of the sources file: its sources, or every problem with line and field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ingest.sources.config.models import AnySource, SourcesFile
from ingest.sources.config.secrets import HIDDEN, Secrets, fill_in
from ingest.sources.config.yaml_lines import Located, Path, YamlError, read_yaml
from newsroom.http.problems import FieldProblem, field_problems

_USER = re.compile(r"//[^/@\s]*@")
_LARGEST = 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A problem in one line."""

    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.field}: {self.problem}"
            if self.field
            else f"line {self.line}: {self.problem}"
        )


class SourcesFileError(ValueError):
    """The file cannot be used; every problem in it is named."""

    def __init__(self, path: FilePath, problems: Sequence[FileProblem]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Sources:
    """The configured sources. `shown` are their places by name, as the file writes them."""

    file: SourcesFile
    secrets: Secrets
    shown: Mapping[str, str]

    def named(self, name: str) -> AnySource | None:
        return next((source for source in self.file.sources if source.name == name), None)


NO_SOURCES = Sources(SourcesFile(), Secrets(), {})


def read_sources(path: FilePath, environment: Mapping[str, str]) -> Sources:
    """Raises SourcesFileError."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise SourcesFileError(path, [FileProblem(1, "", f"it is larger than {_LARGEST:,} bytes")])
        return parse_sources(text.decode("utf-8-sig"), environment, path)
    except OSError as error:
        raise SourcesFileError(path, [FileProblem(1, "", f"it cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise SourcesFileError(path, [FileProblem(line, "", "it is not in UTF-8")]) from error


def parse_sources(text: str, environment: Mapping[str, str], path: FilePath) -> Sources:
    """Raises SourcesFileError."""
    try:
        located = read_yaml(text)
    except YamlError as error:
        raise SourcesFileError(path, [FileProblem(error.line, "", error.problem)]) from error
    problems: list[FileProblem] = []

    def absent(place: Path, name: str) -> None:
        problems.append(
            FileProblem(located.line_of(place), _dotted(place), f"{name} is not set in the environment")
        )

    filled, used = fill_in(located.value, environment, absent)
    try:
        file = SourcesFile.model_validate({} if filled is None else filled)
    except ValidationError as error:
        problems += _problems(error.errors(include_url=False, include_input=False), located)
    if problems:
        secrets = Secrets(used)
        hidden = [replace(problem, problem=secrets.hidden(problem.problem)) for problem in problems]
        raise SourcesFileError(path, sorted(hidden, key=lambda problem: problem.line))
    return Sources(file, Secrets(used), _places(located, file))


def _problems(errors: Sequence[ErrorDetails], located: Located) -> list[FileProblem]:
    problems: list[FileProblem] = []
    for error in errors:
        place = _without_kind(error["loc"])
        [problem] = field_problems([{**error, "loc": place}])
        problems.append(FileProblem(located.line_of(place), _dotted(place), _words(problem, error)))
    return problems


def _words(problem: FieldProblem, error: ErrorDetails) -> str:
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return "kind: write feed, sitemap, page, folder or imap"
    return problem.problem


def _without_kind(place: Path) -> Path:
    """pydantic puts the kind of a source between its place in the list and its fields."""
    return (*place[:2], *place[3:]) if place[:1] == ("sources",) and len(place) > 2 else place


def _dotted(place: Path) -> str:
    return ".".join(map(str, place))


def _places(located: Located, file: SourcesFile) -> dict[str, str]:
    """The place of each source, with references as they are written, without a user's name and password."""
    written = located.value.get("sources", []) if isinstance(located.value, dict) else []
    places = (fields.get("url") or fields.get("path") or fields.get("host") for fields in written)
    return {
        source.name: _USER.sub(f"//{HIDDEN}@", str(place))
        for source, place in zip(file.sources, places, strict=True)
    }
