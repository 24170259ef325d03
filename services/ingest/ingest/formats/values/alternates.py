"""The choice among an article's translations: one is named, and always the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.formats.values.languages import language_of


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same article in another language: its tag, and the `source_id` it has."""

    language: str | None
    source_id: str | None


def translation(
    alternates: Iterable[Alternate], own_language: str | None, own_id: str | None, order: Sequence[str]
) -> str | None:
    """The alternate in the newsroom's first language, but its own; then of any other language.

    A tag that is no language, such as `x-default`, names no translation.
    """
    own = language_of(own_language)
    ranked: dict[tuple[int, str, str], str] = {}
    for alternate in alternates:
        language = language_of(alternate.language)
        if (
            alternate.source_id is None
            or alternate.source_id == own_id
            or (alternate.language and language in (None, own))
        ):
            continue
        ranked[_rank(language or "", order), language or "", alternate.source_id] = alternate.source_id
    return ranked[min(ranked)] if ranked else None


def _rank(language: str, order: Sequence[str]) -> int:
    return order.index(language) if language in order else len(order)
