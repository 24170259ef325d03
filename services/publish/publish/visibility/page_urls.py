"""URLs of our own pages."""

from dataclasses import dataclass
from functools import lru_cache

from slugify import slugify

# Azerbaijani's schwa, which the transliteration table behind python-slugify lacks: the Latin one, the
# Cyrillic one, and the letter that some keyboards write for it.
_LETTERS = [(schwa, "e") for schwa in "əƏәӘӛӚǝƎ"]
_SLUG_LENGTH = 80
UNCATEGORISED = "news"
_SLUGS_KEPT = 4096  # a headline is needed by each sibling, and at each change


@lru_cache(maxsize=_SLUGS_KEPT)
def slug(headline: str) -> str:
    """A headline as Latin words in an address; may be empty."""
    return slugify(
        headline,
        max_length=_SLUG_LENGTH,
        word_boundary=True,
        replacements=_LETTERS,
        backend="text-unidecode",  # named, or each text that is not ASCII looks for another one first
    )


@dataclass(frozen=True, slots=True)
class PageUrls:
    """URLs of pages under a base, which has no trailing slash."""

    base: str

    def article(self, language: str, category: str | None, headline: str, article_id: str) -> str:
        """`/{lang}/{category}/{slug}-{id}`"""
        name = "-".join(part for part in (slug(headline), article_id) if part)
        return f"{self.base}/{language}/{category or UNCATEGORISED}/{name}"
