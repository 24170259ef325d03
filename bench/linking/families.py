"""Families of near misses: stories of one template that differ in their slots, told in three languages.

``families.toml`` has the templates. A third of the families is *held back* by a fixed list: neither weights
nor thresholds learn from them, and nobody tunes a rule by what they show.
"""

import tomllib
from pathlib import Path
from random import Random
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from bench.linking.corpus import NOON, Told
from translate.matching import Article

FAMILIES = Path(__file__).with_name("families.toml")
LANGUAGES = ("en", "az", "ru")
_HELD_BACK_SEED = 12
Part: TypeAlias = Literal["all", "open", "held-back"]
Slot: TypeAlias = str | tuple[str, str, str]


class Family(BaseModel):
    """One template: headline, lead and a paragraph a language, and its stories by slot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: str
    en: tuple[str, str, str]
    az: tuple[str, str, str]
    ru: tuple[str, str, str]
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
        headline, lead, paragraph = (
            _capitalized(" ".join(text.format_map(chosen).split()))
            for text in (self.en, self.az, self.ru)[at]
        )
        return Article(
            id=f"families/{self.name}-{number}/{language}",
            language=language,
            headline=headline,
            lead=lead,
            body=f"{lead}\n\n{paragraph}",
            published_at=NOON,
        )


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def read_families(part: Part = "all") -> list[Family]:
    """The families of a part, in the file's order."""
    families = [Family.model_validate(row) for row in tomllib.loads(FAMILIES.read_text("utf-8"))["family"]]
    held_back = held_back_names(families)
    return [
        family for family in families if part == "all" or (family.name in held_back) == (part == "held-back")
    ]


def held_back_names(families: list[Family]) -> frozenset[str]:
    """A third of the families, drawn once and for all."""
    names = sorted(family.name for family in families)
    return frozenset(Random(_HELD_BACK_SEED).sample(names, len(names) // 3))
