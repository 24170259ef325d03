"""Families of near misses: stories of one template that differ in their slots, told in three languages.

``families.toml`` has the first templates, of which a third is *held back* by a fixed draw, and
``desk_families.toml`` more. Neither weights nor thresholds learn from what is held back, and nobody tunes a
rule by it. ``desk_families_held_back.toml`` is *unseen*: it is judged by rates alone, its texts never listed.
"""

import tomllib
from pathlib import Path
from random import Random
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from bench.linking.corpus import NOON, Told
from translate.matching import Article

FAMILIES = Path(__file__).with_name("families.toml")
DESK_FAMILIES = FAMILIES.with_name("desk_families.toml")
UNSEEN_FAMILIES = FAMILIES.with_name("desk_families_held_back.toml")
LANGUAGES = ("en", "az", "ru")
_HELD_BACK_SEED = 12
Part: TypeAlias = Literal["all", "open", "held-back", "unseen", "first"]
Slot: TypeAlias = str | tuple[str, str, str]
Paragraphs: TypeAlias = tuple[str, str, str] | tuple[str, str, str, str]


class Family(BaseModel):
    """One template: headline, lead and a paragraph or two a language, and its stories by slot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: str
    en: Paragraphs
    az: Paragraphs
    ru: Paragraphs
    stories: tuple[dict[str, Slot], ...]

    def told(self) -> list[Told]:
        """Every story in every language; the family is their template."""
        return [
            Told(self._article(number, slots, language), f"{self.name}-{number}", self.name)
            for number, slots in enumerate(self.stories)
            for language in LANGUAGES
        ]

    def _article(self, number: int, slots: dict[str, Slot], language: str) -> Article:
        at = LANGUAGES.index(language)
        chosen = {name: slot if isinstance(slot, str) else slot[at] for name, slot in slots.items()}
        headline, lead, *paragraphs = (
            _capitalized(" ".join(text.format_map(chosen).split()))
            for text in (self.en, self.az, self.ru)[at]
        )
        return Article(
            id=f"families/{self.name}-{number}/{language}",
            language=language,
            headline=headline,
            lead=lead,
            body="\n\n".join([lead, *paragraphs]),
            published_at=NOON,
        )


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_families(part: Part = "all") -> list[Family]:
    """The families of a part, in the files' order; those that are unseen are in none but their own."""
    if part == "unseen":
        return _read(UNSEEN_FAMILIES)
    first = _read(FAMILIES)
    if part == "first":
        return first
    held_back = held_back_names(first)
    chosen = [
        family for family in first if part == "all" or (family.name in held_back) == (part == "held-back")
    ]
    return chosen if part == "held-back" else chosen + _read(DESK_FAMILIES)


def read_desk_families() -> list[Family]:
    """The open families of ``desk_families.toml`` alone."""
    return _read(DESK_FAMILIES)


def _read(path: Path) -> list[Family]:
    return [Family.model_validate(row) for row in tomllib.loads(path.read_text("utf-8"))["family"]]


def held_back_names(families: list[Family]) -> frozenset[str]:
    """A third of the first file's families, drawn once and for all."""
    names = sorted(family.name for family in families)
    return frozenset(Random(_HELD_BACK_SEED).sample(names, len(names) // 3))
