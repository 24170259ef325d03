"""Articles to send: of about 3 kB, in stories of three languages that say what they translate."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime

LANGUAGES = ("en", "az", "ru")
SOURCE = "bench"
_WORDS = {
    "en": "minister energy agreement president oil region visit election harbour market summit",
    "az": "nazir enerji saziş prezident neft bölgə səfər seçki liman dəmiryolu bazar sammit",
    "ru": "министр энергия соглашение президент нефть регион визит выборы порт рынок саммит",
}
_VARIETY = 4000  # numbered words, so that texts differ
_LENGTH = 3000  # bytes of a body


def lines(count: int, run: str) -> list[bytes]:
    """Articles as NDJSON lines; the same for the same `run`."""
    chance = random.Random(run)
    now = datetime.now(UTC).isoformat()
    return [_line(number, run, now, chance) for number in range(count)]


def last_word(count: int, run: str) -> str:
    """A word that the last article alone has."""
    return f"{run}x{count - 1}"


def batches(sent: Sequence[bytes], size: int) -> list[bytes]:
    """Bodies of posts."""
    return [b"\n".join(sent[start : start + size]) for start in range(0, len(sent), size)]


def _line(number: int, run: str, now: str, chance: random.Random) -> bytes:
    story, language = number // len(LANGUAGES), LANGUAGES[number % len(LANGUAGES)]
    original = f"{run}-{story}-{LANGUAGES[0]}"
    article: dict[str, object] = {
        "source": SOURCE,
        "source_id": f"{run}-{story}-{language}",
        "language": language,
        "headline": f"{_text(language, 60, chance)} {run}x{number}",
        "lead": _text(language, 150, chance),
        "body": _text(language, _LENGTH, chance),
        "category": chance.choice(("energy", "politics", "sport")),
        "tags": [f"tag {chance.randrange(50)}"],
        "published_at": now,
    }
    if language != LANGUAGES[0]:
        article["translation_of"] = {"source": SOURCE, "source_id": original}
    return json.dumps(article, ensure_ascii=False).encode()


def _text(language: str, length: int, chance: random.Random) -> str:
    known, words = _WORDS[language].split(), list[str]()
    size = 0
    while size < length:
        word = chance.choice(known)
        if chance.random() < 0.4:
            word += str(chance.randrange(_VARIETY))
        words.append(word)
        size += len(word.encode()) + 1
    return " ".join(words)
