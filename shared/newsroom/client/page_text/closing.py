"""What closes the article's text: tags, and the headlines of its variants, each a line of its own.

Nothing marks them. They are told from the last paragraph by not being sentences, and from one another
by script, by letters, and by what the English text above says.
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
    """The text taken apart. `body` has its paragraphs parted by an empty line, `None` if there is none."""

    body: str | None
    tags: tuple[str, ...]
    variants: Mapping[VariantLanguage, str]


def split(lines: Sequence[str], headline: str) -> ArticleText:
    """Takes the lines between the headline and the list of latest news apart."""
    closing_at = _where_closing_begins(lines)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines[:closing_at])).strip()
    said = f"{headline}\n{body}".lower()
    closing = [line for line in lines[closing_at:] if line]
    variants = _variants(closing, said)
    tags = [tag for line in closing if line not in variants.values() for tag in _tags(line, said)]
    return ArticleText(body or None, tuple(dict.fromkeys(tags)), variants)


def _where_closing_begins(lines: Sequence[str]) -> int:
    """Walks up to the last sentence, or to the empty line above the tags."""
    begins, tagged = len(lines), False
    for index in reversed(range(len(lines))):
        line = lines[index]
        if not line:
            if tagged:
                break
            continue
        if _is_sentence(line):
            break
        begins, tagged = index, tagged or _language(line) is None
    return begins


def _is_sentence(line: str) -> bool:
    if _language(line):
        return line.endswith(".")
    words = len(line.split())
    return words > _MOST_WORDS or (words > 3 and line.endswith(_SENTENCE_ENDS))


def _language(line: str) -> VariantLanguage | None:
    """The language that the line's letters alone give away. A name may have an ə in English too: in
    Azerbaijani it is every twelfth letter."""
    letters = [letter for letter in line.lower() if letter.isalpha()]
    if 2 * sum("\u0400" <= letter <= "\u04ff" for letter in letters) > len(letters):
        return "ru"
    return "az" if 50 * letters.count("ə") >= len(letters) > 0 and len(line.split()) > 2 else None


def _variants(closing: Sequence[str], said: str) -> dict[VariantLanguage, str]:
    found: dict[VariantLanguage, str] = {language: line for line in closing if (language := _language(line))}
    unclear = [line for line in closing if _language(line) is None]
    # A headline can do without ə. It stands beneath the tags.
    if "az" not in found and unclear and _is_another_language(unclear[-1], said):
        found["az"] = unclear[-1]
    return found


def _is_another_language(line: str, said: str) -> bool:
    """Whether a line of some length has common words that the English text mostly does not."""
    words = re.findall(r"\w+", line)
    common = [word for word in words if word[0].islower()]
    known = set(re.findall(r"\w+", said))
    return len(words) > 3 and 2 * sum(word in known for word in common) < len(common)


def _tags(line: str, said: str) -> list[str]:
    parts = [part for part in _TAG_SEPARATOR.split(line) if part]
    return [tag for part in parts for tag in _phrases(part, said) if len(tag) <= _LONGEST_TAG]


def _phrases(part: str, said: str) -> list[str]:
    """Several tags may have run together into one line, as links do: they part where the article's
    own text says each of them. Where it does not, the line stays one tag."""
    words, phrases = part.split(), list[str]()
    while words:
        length = next((n for n in range(len(words), 0, -1) if _says(said, " ".join(words[:n]))), 0)
        if not length or words[0][0].islower():
            return [part]
        phrases.append(" ".join(words[:length]))
        words = words[length:]
    return phrases


def _says(said: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", said) is not None
