"""Rows to learn from: kind, place, text. By hand, from phrases, and from what else this repository has."""

import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from ingest.formats.doubts.notice_model import LABEL
from ingest.formats.doubts.notices import Place, labels_of

Kind = Literal["embargo", "kill", "news"]
HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
TABLES = REPOSITORY / "tests/unit/ingest/formats/doubts"
LANGUAGES = ("en", "az", "ru")
EACH_NOTICE, EACH_NEWS = 10, 25  # texts made from one phrase
BY_HAND, MADE, DISTURBED = 7.0, 1.0, 1.5  # weights of a row
# Meanings that make a notice wherever they stand: no sentence is disturbed by words of these.
NEVER_INSERTED = {"embargo", "attention", "please", "unused"}
# Where the phrases of a list may stand; a list for notices has more of them.
NOTICE_PLACES = {
    "any": (Place.HEADLINE, Place.HEADLINE, Place.FIRST_LINE, Place.NOTE),
    "lead": (Place.FIRST_LINE, Place.FIRST_LINE, Place.HEADLINE, Place.NOTE),
    "note": (Place.NOTE,),
    "slug": (Place.SLUG,),
}
NEWS_PLACES = {
    "any": (Place.HEADLINE, Place.FIRST_LINE),
    "lead": (Place.FIRST_LINE, Place.FIRST_LINE, Place.HEADLINE),
    "note": (Place.NOTE,),
    "slug": (Place.SLUG, Place.SLUG, Place.NOTE, Place.FIRST_LINE),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text in its place; `weight` says how much it counts."""

    kind: Kind
    place: Place
    text: str
    weight: float = MADE
    is_label: bool = False  # what a text sets apart at an end, judged without the rest

    @property
    def where(self) -> str:
        """The place by its name in features."""
        return LABEL if self.is_label else self.place.value


def training_rows(seed: int = 11) -> Sequence[Row]:
    chance = random.Random(seed)
    rows = [*by_hand(), *(row for language in LANGUAGES for row in _of_language(language, chance))]
    return [*rows, *labels_by_hand(), *_labels_of_news(rows)]


def labels_by_hand() -> Iterator[Row]:
    """Labels as they are written; those in small letters with a capital at the start and in capitals, too."""
    for line in _lines(HERE / "labels.tsv"):
        kind, labels = line.split("\t")
        for label in labels.split("|"):
            forms = {label} if label[0].isupper() else {label, label[0].upper() + label[1:], label.upper()}
            for form in sorted(forms):
                yield _labelled_row(kind, Place.HEADLINE, form, is_label=True)


def _labels_of_news(rows: Sequence[Row]) -> Iterator[Row]:
    of_news = {label for row in rows if row.kind == "news" for label in labels_of(row.text)}
    return (Row("news", Place.HEADLINE, label, is_label=True) for label in sorted(of_news))


def by_hand() -> Iterator[Row]:
    for table in (TABLES / "notices.tsv", HERE / "rows.tsv"):
        yield from labelled(table)
    for line in _lines(TABLES / "news.txt"):
        yield Row("news", Place.HEADLINE, line, BY_HAND)
        yield Row("news", Place.FIRST_LINE, f"{line}.", BY_HAND)


def labelled(table: Path) -> Iterator[Row]:
    """The rows of a table of kind, place and words."""
    for line in _lines(table):
        kind, place, text = line.split("\t")
        yield _labelled_row(kind, Place(place), text)


def _labelled_row(kind: str, place: Place, text: str, *, is_label: bool = False) -> Row:
    match kind:
        case "embargo" | "kill" | "news":
            return Row(kind, place, text, BY_HAND, is_label)
        case _:
            raise ValueError(f"no kind is {kind!r}: {text}")


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def _of_language(language: str, chance: random.Random) -> Iterator[Row]:
    headlines, sentences = _told(language)
    yield from _of_phrases(language, headlines, chance)
    for headline in headlines:
        yield Row("news", Place.HEADLINE, headline)
        yield Row("news", Place.FIRST_LINE, headline)
    words = _inserted_words()
    for sentence in sentences:
        yield Row("news", Place.FIRST_LINE, sentence)
        yield Row("news", Place.HEADLINE, sentence.rstrip("."))
        if len(sentence.split()) >= 9:
            yield Row("news", Place.NOTE, sentence, MADE / 2)
            for place in (
                Place.FIRST_LINE,
                Place.FIRST_LINE,
                chance.choice((Place.FIRST_LINE, Place.HEADLINE)),
            ):
                yield Row("news", place, _disturbed(sentence, words, chance), DISTURBED)


def _inserted_words() -> Sequence[str]:
    table = files("ingest.formats.doubts").joinpath("notice_words.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in table.splitlines() if row and not row.startswith("#"))
    return [
        word.rstrip("$") for meaning, words in rows if meaning not in NEVER_INSERTED for word in words.split()
    ]


def _disturbed(sentence: str, words: Sequence[str], chance: random.Random) -> str:
    """The sentence with words of notices strewn in: by themselves they must not make one."""
    parts = sentence.split()
    for _ in range(chance.randint(1, 4)):
        parts.insert(chance.randint(1, len(parts)), chance.choice(words))
    return " ".join(parts)


def _told(language: str) -> tuple[Sequence[str], Sequence[str]]:
    """Headlines, and sentences of texts, that are written elsewhere in this repository."""
    headlines: list[str] = []
    sentences: list[str] = []
    for name in ("headlines", "heldout"):
        for line in _lines(REPOSITORY / f"bench/linking/{name}.jsonl"):
            article: dict[str, Any] = json.loads(line)
            if article["language"] == language:
                headlines.append(article["headline"])
                sentences.append(article["lead"])
    for name in ("families", "desk_families", "desk_families_held_back"):
        for family in _toml(REPOSITORY / f"bench/linking/{name}.toml")["family"]:
            for text in family.get(language, ()):
                sentences += _sentences(re.sub(r"\{\w+\}", "12", text))
    for line in _lines(REPOSITORY / "shared/newsroom/stack/sample_wire.ndjson"):
        body: dict[str, Any] = json.loads(line)["body"]
        if body.get("language") == language:
            sentences += [
                sentence for name in ("lead", "body") for sentence in _sentences(body.get(name) or "")
            ]
    return list(dict.fromkeys(headlines)), list(dict.fromkeys(filter(None, sentences)))


def _sentences(text: str) -> Sequence[str]:
    return re.split(r"(?<=[.!?])\s+", " ".join(text.split()))


def _toml(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _of_phrases(language: str, headlines: Sequence[str], chance: random.Random) -> Iterator[Row]:
    table = _toml(HERE / f"{language}.toml")
    slots = {name: values.split("|") for name, values in table["slots"].items()}
    of_news = {name: values.split("|") for name, values in table["news"]["slots"].items()}
    kinds: tuple[Kind, ...] = ("embargo", "kill", "news")
    for kind in kinds:
        is_news = kind == "news"
        fills = {"HEAD": headlines} | slots | (of_news if is_news else {})
        for name, phrases in table[kind].items():
            for phrase in phrases.strip().splitlines() if name != "slots" else ():
                for _ in range(EACH_NEWS if is_news else EACH_NOTICE):
                    text = _varied(_filled(phrase, fills, chance), chance)
                    yield Row(kind, chance.choice((NEWS_PLACES if is_news else NOTICE_PLACES)[name]), text)


def _filled(phrase: str, fills: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    while "{" in phrase:
        phrase = re.sub(r"\{([A-Z]+)\}", lambda slot: chance.choice(fills[slot[1]]), phrase)
    return re.sub(r"\s+(?=[,.:!])|\.(?=\.)", "", " ".join(phrase.split()))


def _varied(text: str, chance: random.Random) -> str:
    """The text as hurried people type it: capitals, small letters, a letter lost or out of place."""
    how = chance.random()
    if how < 0.15:
        text = text.upper()
    elif how < 0.22:
        text = text.lower()
    elif how < 0.6:
        text = text[:1].upper() + text[1:]
    if chance.random() < 0.06 and len(text) > 12:
        at = chance.randrange(1, len(text) - 2)
        swapped = "" if chance.random() < 0.5 else text[at + 1] + text[at]
        text = text[:at] + (swapped or text[at + 1]) + text[at + 2 :]
    return text
