"""Tags and variants' headlines below an article's text, each on its own line.

Nothing marks them. A heuristic separates them from the last paragraph, since they are no sentences, and from
one another by script, by letters, and by the words of the English text above.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

VariantLanguage = Literal["az", "ru"]

_LONGEST_TAG = 200
_MOST_WORDS = 20
_TAG_SEPARATOR = re.compile(r"\s*[,;|•·#]\s*")
_SENTENCE_ENDS = tuple('.!?…:;,"”»')


@dataclass(frozen=True, slots=True)
class ArticleText:
    """Parts of an article's text. `body` has its paragraphs separated by an empty line, None without any."""

    body: str | None
    tags: tuple[str, ...]
    variants: Mapping[VariantLanguage, str]


def split(lines: Sequence[str], headline: str) -> ArticleText:
    """Splits the lines between the headline and the list of latest news into body, tags and variants."""
    tail_start = _tail_start(lines)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines[:tail_start])).strip()
    english = f"{headline}\n{body}".lower()
    tail = [line for line in lines[tail_start:] if line]
    variants = _variants(tail, english)
    tags = [tag for line in tail if line not in variants.values() for tag in _tags(line, english)]
    return ArticleText(body or None, tuple(dict.fromkeys(tags)), variants)


def _tail_start(lines: Sequence[str]) -> int:
    """Index behind the last sentence, or behind the empty line above the tags; searched upwards."""
    start, tagged = len(lines), False
    for index in reversed(range(len(lines))):
        line = lines[index]
        if not line:
            if tagged:
                break
            continue
        if _is_sentence(line):
            break
        start, tagged = index, tagged or _language(line) is None
    return start


def _is_sentence(line: str) -> bool:
    if _language(line):
        return line.endswith(".")
    words = len(line.split())
    return words > _MOST_WORDS or (words > 3 and line.endswith(_SENTENCE_ENDS))


def _language(line: str) -> VariantLanguage | None:
    """Language of the line by its letters alone, None where they are ambiguous.

    A name may have an ə in English too: in Azerbaijani it is every twelfth letter.
    """
    letters = [letter for letter in line.lower() if letter.isalpha()]
    if 2 * sum("\u0400" <= letter <= "\u04ff" for letter in letters) > len(letters):
        return "ru"
    return "az" if 50 * letters.count("ə") >= len(letters) > 0 and len(line.split()) > 2 else None


def _variants(tail: Sequence[str], english: str) -> dict[VariantLanguage, str]:
    variants: dict[VariantLanguage, str] = {language: line for line in tail if (language := _language(line))}
    unclear = [line for line in tail if _language(line) is None]
    # A headline can do without ə. It stands beneath the tags.
    if "az" not in variants and unclear and _is_another_language(unclear[-1], english):
        variants["az"] = unclear[-1]
    return variants


def _is_another_language(line: str, english: str) -> bool:
    """Whether most common words of a line of over three words are absent from the English text."""
    words = re.findall(r"\w+", line)
    common = [word for word in words if word[0].islower()]
    known = set(re.findall(r"\w+", english))
    return len(words) > 3 and 2 * sum(word in known for word in common) < len(common)


def _tags(line: str, english: str) -> list[str]:
    parts = [part for part in _TAG_SEPARATOR.split(line) if part]
    return [tag for part in parts for tag in _phrases(part, english) if len(tag) <= _LONGEST_TAG]


def _phrases(part: str, english: str) -> list[str]:
    """Tags that ran together into one line, as links do, split where the article's text contains each.

    Where it does not, the line stays one tag.
    """
    words, phrases = part.split(), list[str]()
    while words:
        length = next((n for n in range(len(words), 0, -1) if _contains(english, " ".join(words[:n]))), 0)
        if not length or words[0][0].islower():
            return [part]
        phrases.append(" ".join(words[:length]))
        words = words[length:]
    return phrases


def _contains(english: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", english) is not None
