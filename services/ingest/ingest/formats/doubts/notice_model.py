"""A linear classifier of short texts: embargo, kill, or neither. Pure, and linear in the text's length.

Words are known by what they mean (`notice_words.tsv`, three languages in one list), by their beginnings and
by their ends; the order of meanings counts, and the place. The weights (`notice_weights.json`) are made by
`python -m bench.notices.train`; decision 93 has the figures.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import exp

_MOST_WORDS = 60
_LONGEST_WORD = 40  # characters
_LONGEST_BEGINNING, _SHORTEST_BEGINNING = 12, 3
_NEAR = 5  # words between which the order of their meanings counts
_TOKEN = re.compile(r"\d+(?:[:.]\d\d)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[:!/\[(*–—\"“”«»-]")
_TIME = re.compile(r"\d{1,2}[:.]\d\d$|\d{4}$")
_YEAR = re.compile(r"(?:19|20)\d\d$")  # or an hour, where a zone follows
# Signs that set a label apart, and quotes: what stands in them somebody else said. The others say nothing.
_SIGNS = {
    **{":": ":", "!": "!", "/": "/", "[": "[", "(": "[", "*": "*", "–": "-", "—": "-", "-": "-"},
    **dict.fromkeys('"“”«»', '"'),
}
_MARKS = str.maketrans("əıöüçşğё’", "eioucsgе'")
_UNKNOWN, _NUMBER = "_", "#"
# The place of words that a text sets apart at an end (`KILL: …`, `… (do not use)`), judged without the rest.
LABEL = "label"
# No text without a word of these is a notice: whoever has none of them is asked no further.
_TELLING = frozenset(
    {"embargo", "takeback", "use", "unused", "forbid", "hold", "strict", "mistake", "release", "allow"}
)
_NOT_YET = frozenset({"not", "before"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the classifier knows it; a sign or a number has a meaning alone."""

    meaning: str
    beginning: str = ""
    end: str = ""
    in_capitals: bool = False


def folded(text: str) -> str:
    """The text in small letters, Azerbaijani's without their marks: capitals do not keep its two i apart."""
    return text.replace("İ", "i").lower().translate(_MARKS)


def _read_meanings() -> dict[str, str]:
    text = files("ingest.formats.doubts").joinpath("notice_words.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in text.splitlines() if row and not row.startswith("#"))
    return {folded(word): meaning for meaning, words in rows for word in words.split()}


_MEANINGS = _read_meanings()


@lru_cache(maxsize=8192)
def _word(written: str) -> Word:
    if written in _SIGNS:
        return Word(_SIGNS[written])
    if written[0].isdigit():
        if _YEAR.match(written):
            return Word("year")
        return Word("time" if _TIME.match(written) else _NUMBER)
    word = folded(written)
    return Word(
        _meaning(word),
        beginning=word[:5],
        end=word[-4:] if len(word) > 5 else "",
        in_capitals=len(written) > 2 and written.isupper(),
    )


def _meaning(word: str) -> str:
    if exact := _MEANINGS.get(f"{word}$"):
        return exact
    for length in range(min(len(word), _LONGEST_BEGINNING), _SHORTEST_BEGINNING - 1, -1):
        if meaning := _MEANINGS.get(word[:length]):
            return meaning
    return _UNKNOWN


def words_of(text: str) -> list[Word]:
    """The words and signs at the beginning of a text."""
    words: list[Word] = []
    for token in _TOKEN.finditer(text):
        words.append(_word(token[0][:_LONGEST_WORD]))
        if len(words) == _MOST_WORDS:
            break
    return words


def may_be_notice(words: Sequence[Word]) -> bool:
    """Whether the weights are worth asking: a fifth of all sentences."""
    meanings = {word.meaning for word in words}
    return not meanings.isdisjoint(_TELLING) or meanings >= _NOT_YET


def features(words: Sequence[Word], place: str) -> Sequence[str]:
    """The features of a text, each once, by which its weights are named."""
    every = (_of_words(words, place), _of_order(words), _of_whole(words, place))
    names = dict.fromkeys(feature for some in every for feature in some)
    # Labels have weights of their own: `recall` before a colon says something else than in a sentence.
    return [f"{LABEL}: {name}" for name in names] if place == LABEL else list(names)


def _of_words(words: Sequence[Word], place: str) -> Iterator[str]:
    # Capitals tell only beside other letters; around a label there are some, else it is given in small ones.
    is_mixed = place == LABEL or any(word.beginning and not word.in_capitals for word in words)
    for number, word in enumerate(words):
        if word.meaning != _UNKNOWN:
            yield word.meaning
            yield f"{place} {word.meaning}"
            if word.in_capitals and is_mixed:
                yield f"{word.meaning}^"
        if word.beginning:
            yield f"w {word.beginning}"
            if word.end:
                yield f"e {word.end}"
        if number < 3:
            yield f"{number} {word.meaning}"
            if word.beginning:
                yield f"{number} w {word.beginning}"


def _of_order(words: Sequence[Word]) -> Iterator[str]:
    """What follows what: meanings side by side, meanings near each other, words side by side."""
    meanings = [word.meaning for word in words]
    for one, other in zip(["^", *meanings], [*meanings, "$"], strict=True):
        yield f"{one}.{other}"
    for number, meaning in enumerate(meanings):
        if meaning != _UNKNOWN:
            for earlier in meanings[max(0, number - _NEAR) : number]:
                yield f"{earlier}>{meaning}"
    letters = [word for word in words if word.beginning]
    for word, following in pairwise(letters):
        if word.meaning != _UNKNOWN or following.meaning != _UNKNOWN:
            yield f"w {word.beginning} {following.beginning}"


def _of_whole(words: Sequence[Word], place: str) -> Iterator[str]:
    total = sum(bool(word.beginning) for word in words)
    known = sum(bool(word.beginning) and word.meaning != _UNKNOWN for word in words)
    yield f"at {place}"
    yield f"words {min(total // 3, 12)}"
    yield f"known {4 * known // max(total, 1)}"
    yield f"unknown {min((total - known) // 2, 14)}"


@dataclass(frozen=True, slots=True)
class Model:
    """Multinomial logistic regression: weights of an embargo and of a kill against neither, by feature."""

    weights: Mapping[str, tuple[float, float]]

    def likelihoods(self, words: Sequence[Word], place: str) -> tuple[float, float]:
        """How likely a text is an embargo, and how likely a kill: 0 to 1, no more than 1 together."""
        embargo = kill = 0.0
        for feature in features(words, place):
            if weights := self.weights.get(feature):
                embargo += weights[0]
                kill += weights[1]
        most = max(embargo, kill, 0.0)
        odds = exp(embargo - most), exp(kill - most), exp(-most)
        return odds[0] / sum(odds), odds[1] / sum(odds)


def shipped_model() -> Model:
    text = files("ingest.formats.doubts").joinpath("notice_weights.json").read_text("utf-8")
    return Model({name: (embargo, kill) for name, (embargo, kill) in json.loads(text).items()})
