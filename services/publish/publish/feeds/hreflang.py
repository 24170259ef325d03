"""Alternates of an article in other languages (`hreflang`), the same for each article of a story."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.live import PublicItem

DEFAULT = "x-default"


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page with the same news. `hreflang` is a language, or `x-default` for readers of others."""

    hreflang: str
    url: str
    headline: str


def alternates(article: PublicItem, languages: Sequence[str]) -> list[Alternate]:
    """The article itself and its variants by language, and which of them is for readers of other languages.

    Search engines heed links that are returned, so siblings must agree: the default is the first of the
    configured `languages` that the story has. Empty where the article is alone.
    """
    if not article.variants:
        return []
    pages = {article.language: Alternate(article.language, article.url, article.headline)}
    for language, variant in article.variants.items():
        pages[language] = Alternate(language, variant.url, variant.headline)
    order = [*(known for known in languages if known in pages), *sorted(pages)]
    default = pages[order[0]]
    by_language = [pages[language] for language in sorted(pages)]
    return [*by_language, Alternate(DEFAULT, default.url, default.headline)]
