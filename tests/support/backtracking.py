"""A backtracking matcher of regular expressions that counts its steps, and inputs that make them many.

Follows the parse tree of `re`, as its engine does, but without its shortcuts: what is linear here is linear
there. A bound above `_UNBOUNDED` counts as none, so that no expression is linear by a large constant alone.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from re import _constants as sre  # the parse tree has no public name
from re import _parser  # nor has the parser
from typing import Any

_UNBOUNDED = 32
_DEEPEST = 100_000  # calls, a few for each character
_JUNK = "\x07"  # in hardly any class
_SAMPLES = "a1 <>\"'.,-/:&;=\n\t#[]()!?ƏЖ…<"
_ONE_CHARACTER = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
Continuation = Callable[[int], bool]
Tree = Sequence[tuple[Any, Any]]


class TooManyStepsError(Exception):
    """The budget is spent."""


class Matcher:
    """Searches one text, counting every test of a character and every alternative tried."""

    def __init__(self, pattern: re.Pattern[str], text: str, budget: int) -> None:
        self.tree: Tree = list(_parser.parse(pattern.pattern, pattern.flags))
        self.flags = pattern.flags
        self.text = text
        self.budget = budget
        self.steps = 0
        self.groups: dict[int, tuple[int, int]] = {}

    def search(self) -> None:
        """Finds every match, as `sub` and `finditer` do, the next behind the last."""
        position = 0
        while position <= len(self.text):
            end: list[int] = []
            matched = self._match(self.tree, 0, position, lambda at, end=end: end.append(at) or True)  # type: ignore[misc]
            position = end[-1] if matched and end[-1] > position else position + 1

    def match(self) -> None:
        """Tries the beginning alone, as `match` and `fullmatch` do."""
        self._match(self.tree, 0, 0, lambda at: at == len(self.text))

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self.budget:
            raise TooManyStepsError

    def _match(self, tree: Tree, index: int, at: int, then: Continuation) -> bool:
        if index == len(tree):
            return then(at)
        self._step()
        op, value = tree[index]

        def following(end: int) -> bool:
            return self._match(tree, index + 1, end, then)

        if op in _ONE_CHARACTER:
            return at < len(self.text) and self._is(op, value, at) and following(at + 1)
        if op is sre.AT:
            return self._is_at(value, at) and following(at)
        if op is sre.SUBPATTERN:
            group, add, remove, inner = value
            flags, self.flags = self.flags, (self.flags | add) & ~remove

            def closed(end: int) -> bool:
                if group is not None:
                    self.groups[group] = (at, end)
                return following(end)

            try:
                return self._match(list(inner), 0, at, closed)
            finally:
                self.flags = flags
        if op is sre.BRANCH:
            return any(self._match(list(branch), 0, at, following) for branch in value[1])
        if op is sre.ATOMIC_GROUP:
            end = self._first_end(list(value), at)
            return end is not None and following(end)
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            holds = self._looks(value[0], list(value[1]), at)
            return holds is (op is sre.ASSERT) and following(at)
        if op is sre.GROUPREF:
            start, end = self.groups.get(value, (0, 0))
            return self.text.startswith(self.text[start:end], at) and following(at + end - start)
        if op in _REPEATS:
            return self._repeat(op, value, at, following)
        raise NotImplementedError(op)

    def _repeat(self, op: Any, value: Any, at: int, following: Continuation) -> bool:
        least, most, inner = value[0], value[1], list(value[2])
        most = sys.maxsize if most is sre.MAXREPEAT or most > _UNBOUNDED else most
        if len(inner) == 1 and inner[0][0] in _ONE_CHARACTER:
            return self._repeat_character(op, inner[0], (least, most), at, following)
        if op is sre.POSSESSIVE_REPEAT:
            count = 0
            while count < most and (end := self._first_end(inner, at)) is not None and end > at:
                at, count = end, count + 1
            return count >= least and following(at)

        def again(count: int, at: int) -> bool:
            self._step()
            more = lambda end: end > at and again(count + 1, end)  # noqa: E731 - one line of two
            if count < least:
                return self._match(inner, 0, at, lambda end: again(count + 1, end))
            if op is sre.MIN_REPEAT:
                return following(at) or (count < most and self._match(inner, 0, at, more))
            return (count < most and self._match(inner, 0, at, more)) or following(at)

        return again(0, at)

    def _repeat_character(
        self, op: Any, one: tuple[Any, Any], bounds: tuple[int, int], at: int, following: Continuation
    ) -> bool:
        least, most = bounds
        end = at

        def takes_one_more() -> bool:
            self._step()
            return end - at < most and end < len(self.text) and self._is(*one, end)

        if op is sre.MIN_REPEAT:
            while end - at < least:
                if not takes_one_more():
                    return False
                end += 1
            while not following(end):
                if not takes_one_more():
                    return False
                end += 1
            return True
        while takes_one_more():
            end += 1
        if op is sre.POSSESSIVE_REPEAT:
            return end - at >= least and following(end)
        while end - at >= least:
            self._step()
            if following(end):
                return True
            end -= 1
        return False

    def _first_end(self, tree: Tree, at: int) -> int | None:
        ends: list[int] = []
        self._match(tree, 0, at, lambda end: ends.append(end) or True)  # type: ignore[func-returns-value]
        return ends[0] if ends else None

    def _looks(self, direction: int, tree: Tree, at: int) -> bool:
        if direction > 0:
            return self._first_end(tree, at) is not None
        width = sum(_width(op, value) for op, value in tree)  # look-behind has one width in `re`
        return at >= width and self._match(tree, 0, at - width, lambda end: end == at)

    def _is(self, op: Any, value: Any, at: int) -> bool:
        char = self.text[at]
        if op is sre.ANY:
            return char != "\n" or bool(self.flags & re.DOTALL)
        if op is sre.LITERAL:
            return self._same(chr(value), char)
        if op is sre.NOT_LITERAL:
            return not self._same(chr(value), char)
        negated = bool(value) and value[0][0] is sre.NEGATE
        return any(self._in(kind, of, char) for kind, of in value) is not negated

    def _in(self, kind: Any, of: Any, char: str) -> bool:
        if kind is sre.LITERAL:
            return self._same(chr(of), char)
        if kind is sre.RANGE:
            chars = {char, char.lower(), char.upper()} if self.flags & re.IGNORECASE else {char}
            return any(of[0] <= ord(one) <= of[1] for one in chars if len(one) == 1)
        return kind is sre.CATEGORY and _is_of(of, char)

    def _same(self, one: str, other: str) -> bool:
        return one == other or (bool(self.flags & re.IGNORECASE) and one.lower() == other.lower())

    def _is_at(self, place: Any, at: int) -> bool:
        if place is sre.AT_BEGINNING:
            return at == 0 or (bool(self.flags & re.MULTILINE) and self.text[at - 1] == "\n")
        if place is sre.AT_BEGINNING_STRING:
            return at == 0
        if place is sre.AT_END:
            ends = at == len(self.text) or (at == len(self.text) - 1 and self.text[at] == "\n")
            return ends or (bool(self.flags & re.MULTILINE) and self.text[at] == "\n")
        if place is sre.AT_END_STRING:
            return at == len(self.text)
        before = at > 0 and _is_word(self.text[at - 1])
        after = at < len(self.text) and _is_word(self.text[at])
        return (before != after) is (place is sre.AT_BOUNDARY)


def steps(pattern: re.Pattern[str], text: str, budget: int = 3_000_000, *, anywhere: bool = True) -> int:
    """The steps of a search; the budget where they are more."""
    matcher, recursion = Matcher(pattern, text, budget), sys.getrecursionlimit()
    sys.setrecursionlimit(_DEEPEST)
    try:
        matcher.search() if anywhere else matcher.match()
    except TooManyStepsError:
        return budget
    finally:
        sys.setrecursionlimit(recursion)
    return matcher.steps


def pumped(pattern: re.Pattern[str]) -> Iterator[Callable[[int], str]]:
    """Texts by length: each repeat pumped behind what leads to it, its characters alone and in pairs."""
    tree: Tree = list(_parser.parse(pattern.pattern, pattern.flags))
    pumps = dict.fromkeys(_pumps(tree, ""))
    characters = dict.fromkeys(sample for _, sample in pumps if sample)
    yield from (_text(prefix, sample) for prefix, sample in pumps if sample)
    yield from (_text("", one) for one in dict.fromkeys((*characters, *_SAMPLES[:8])))
    whole = _shortest(tree)
    yield from (_text("", whole + sample) for sample in ("", *characters) if whole)
    shortened = [whole[:-1]] if len(whole) > 1 else []
    yield from (_text("", sample) for sample in shortened)
    several = list(characters)[:5]
    yield from (_text("", one + other) for one in several for other in several if one != other)


def _text(prefix: str, sample: str) -> Callable[[int], str]:
    return lambda length: prefix + sample * max(1, length // len(sample)) + _JUNK


def _pumps(tree: Tree, prefix: str) -> Iterator[tuple[str, str]]:
    for op, value in tree:
        if op in _REPEATS:
            inner = list(value[2])
            if value[1] is sre.MAXREPEAT or value[1] > _UNBOUNDED:
                yield prefix, _shortest(inner) or _least_of_one(inner)
                for sample in _alternatives(inner):
                    yield prefix, sample
            yield from _pumps(inner, prefix)
        elif op is sre.SUBPATTERN:
            yield from _pumps(list(value[3]), prefix)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from _pumps(list(branch), prefix)
        elif op is sre.ATOMIC_GROUP:
            yield from _pumps(list(value), prefix)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _pumps(list(value[1]), prefix)
        prefix += _shortest([(op, value)])


def _alternatives(tree: Tree) -> Iterator[str]:
    """Samples of a repeat's body: every character of the samples that its first class takes."""
    if len(tree) == 1 and tree[0][0] in (sre.IN, sre.ANY, sre.NOT_LITERAL):
        yield from (char for char in _SAMPLES if _takes(*tree[0], char))


def _least_of_one(tree: Tree) -> str:
    return next((_shortest(list(value[2])) for op, value in tree if op in _REPEATS), "")


def _shortest(tree: Tree) -> str:
    """A short text that the tree matches, as far as it can be told."""
    text = ""
    for op, value in tree:
        if op in _ONE_CHARACTER:
            text += next((char for char in _candidates(op, value) if _takes(op, value, char)), "")
        elif op in _REPEATS:
            text += _shortest(list(value[2])) * max(value[0], 0)
        elif op is sre.SUBPATTERN:
            text += _shortest(list(value[3]))
        elif op is sre.BRANCH:
            text += min((_shortest(list(branch)) for branch in value[1]), key=len)
        elif op is sre.ATOMIC_GROUP:
            text += _shortest(list(value))
    return text


def _candidates(op: Any, value: Any) -> Iterator[str]:
    if op is sre.LITERAL:
        yield chr(value)
    if op is sre.IN:
        yield from (
            chr(of if kind is sre.LITERAL else of[0])
            for kind, of in value
            if kind in (sre.LITERAL, sre.RANGE)
        )
    yield from _SAMPLES


def _takes(op: Any, value: Any, char: str) -> bool:
    matcher = Matcher(re.compile(""), char, 10)
    return matcher._is(op, value, 0)


def _width(op: Any, value: Any) -> int:
    if op in _ONE_CHARACTER:
        return 1
    if op in _REPEATS:
        return int(value[0]) * sum(_width(*one) for one in value[2])
    if op is sre.SUBPATTERN:
        return sum(_width(*one) for one in value[3])
    if op is sre.BRANCH:
        return sum(_width(*one) for one in value[1][0])
    return 0


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_of(category: Any, char: str) -> bool:
    name = str(category).removeprefix("CATEGORY_").removeprefix("UNI_")
    wanted = not name.startswith("NOT_")
    match name.removeprefix("NOT_"):
        case "DIGIT":
            holds = unicodedata.category(char) == "Nd"
        case "SPACE":
            holds = char.isspace()
        case _:
            holds = _is_word(char)
    return holds is wanted
