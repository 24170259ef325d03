"""Every pattern that meets others' text takes steps in proportion to it, counted by a matcher of our own."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest

from tests.support.backtracking import pumped, steps

# Packages whose patterns meet what others wrote.
PACKAGES = (
    "ingest",
    "newsroom.events",
    "newsroom.text",
    "translate.matching",
    "publish.feeds",
    "publish.reads",
)
SHORT, LONG = 80, 160  # characters
FEW = 2000  # steps that need no comparison
MOST_GROWTH = 3  # twice the text: twice the steps, four times where they grow by its square
# Kept in tables, so that their calls are not found: tried at the beginning alone.
ANCHORED = {"ingest.formats.values.strict._FORMS", "translate.matching.text.terms._ENDING"}
# Patterns over text that was cut, with the characters that it may have; none takes long on so few.
BOUNDED = {
    "ingest.formats.text.anpa1312._SIGN_OFF": 200,  # the end of the text
}
MOST_STEPS = 500_000  # of a text that was cut
_CALLS = {"sub", "search", "match", "fullmatch", "split", "findall", "finditer"}


@dataclass(frozen=True, slots=True)
class Written:
    """A pattern, where it stands, and whether it is only tried at a text's beginning."""

    place: str
    pattern: re.Pattern[str]
    anchored: bool


def written() -> Iterator[Written]:
    seen: set[tuple[str, bool]] = set()
    for module in modules():
        tree = ast.parse(inspect.getsource(module))
        anchored = only_matched(tree)
        for name, pattern in (*constants(module), *inline(tree)):
            place = f"{module.__name__}.{name}"
            one = Written(place, of_text(pattern), name in anchored or place in ANCHORED)
            if (one.pattern.pattern, one.anchored) not in seen:
                seen.add((one.pattern.pattern, one.anchored))
                yield one


def modules() -> Iterator[ModuleType]:
    for package in map(importlib.import_module, PACKAGES):
        yield package
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.endswith("__main__"):
                yield importlib.import_module(info.name)


def constants(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for name, value in vars(module).items():
        within = [value]
        while within:
            match within.pop():
                case re.Pattern() as pattern:
                    yield name, pattern
                case dict() as table:
                    within += table.values()
                case tuple() | list() as several:
                    within += several


def inline(tree: ast.Module) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that stand in a call, as they are in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("re"), attr=call), args=[ast.Constant(str(text)), *_]
            ):
                if call in _CALLS:
                    yield f"line {node.lineno}", re.compile(text)
            case _:
                pass


def only_matched(tree: ast.Module) -> set[str]:
    """The names of patterns that are only tried at the beginning."""
    used: dict[str, set[str]] = {}
    aliases = {
        loop.target.id: loop.iter.id
        for loop in ast.walk(tree)
        if isinstance(loop, ast.comprehension)
        and isinstance(loop.target, ast.Name)
        and isinstance(loop.iter, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(name), attr=call):
                used.setdefault(aliases.get(name, name), set()).add(call)
            case _:
                pass
    return {name for name, calls in used.items() if calls <= {"match", "fullmatch", "pattern"}}


def of_text(pattern: re.Pattern[str] | re.Pattern[bytes]) -> re.Pattern[str]:
    if isinstance(pattern.pattern, str):
        return pattern
    return re.compile(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE | re.ASCII)


WRITTEN = list(written())


@pytest.mark.parametrize("one", [one for one in WRITTEN if one.place in BOUNDED], ids=lambda one: one.place)
def test_steps_are_few_where_the_text_is_cut(one: Written) -> None:
    for text in pumped(one.pattern):
        taken = steps(one.pattern, text(BOUNDED[one.place]), MOST_STEPS + 1, anywhere=not one.anchored)
        assert taken <= MOST_STEPS, text(8)


@pytest.mark.parametrize(
    "one", [one for one in WRITTEN if one.place not in BOUNDED], ids=lambda one: one.place
)
def test_steps_grow_no_faster_than_the_text(one: Written) -> None:
    for text in pumped(one.pattern):
        few = steps(one.pattern, text(SHORT), anywhere=not one.anchored)
        budget = max(FEW, MOST_GROWTH * few)
        many = steps(one.pattern, text(LONG), budget + 1, anywhere=not one.anchored)
        assert many <= budget, f"{text(8)!r} and so on: {few} steps become {many} or more"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\s+$", "    "),
        (r"(?:[^<>]|\"[^\"]*\")*>", '"'),
        (r"(a|b|ab)*c", "ab"),
        (r"(?:.*/)?x", "//////"),
        (r"(?:(?:a+)b?)+c", "a"),
        (r"<a[^>]*b>", "<a<a<a<a"),
    ],
)
def test_the_count_finds_what_is_not_linear(pattern: str, text: str) -> None:
    few, many = (steps(re.compile(pattern), text * length + "!") for length in (6, 12))
    assert many > MOST_GROWTH * few


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(?i)a(b|c)+?d$", "xABCbd", 1),
        (r"(?<=\d)\s++(?!x)\w", "1 y", 1),
        (r"(\w)\1", "aabb", 2),
        (r"^\W", "a\nb", 0),
        (r"(?>a+)b|[^\d\s]", "aab", 1),
    ],
)
def test_the_matcher_agrees_with_re(pattern: str, text: str, found: int) -> None:
    assert len(re.findall(pattern, text)) == found
    assert steps(re.compile(pattern), text) > 0
