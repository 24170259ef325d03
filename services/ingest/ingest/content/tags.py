"""Tags of an article: one id for a topic over all languages."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from slugify import slugify

from newsroom.events.articles import Tag
from newsroom.text.casing import folded

# The letter ə, which the transliteration does not know.
_REPLACEMENTS = [("ə", "e"), ("Ə", "E")]
_LONGEST_ID = 100
_REMEMBERED = 5000  # labels: the same ones come with article after article


class TagTable:
    """Gives one id to a tag's labels in all languages; a label it does not name gets a slug."""

    def __init__(self, ids_by_label: Mapping[str, str]) -> None:
        tags = [Tag(id=tag_id, label=label) for label, tag_id in ids_by_label.items()]
        self._ids = {_folded(tag.label): tag.id for tag in tags}

    @classmethod
    def read(cls, path: Path | None) -> "TagTable":
        """The table in a JSON file, `{"Эми Карлон": "amy-carlon"}`. Raises ValueError where it is none or an
        id is not one that `tag=` can take."""
        return cls({} if path is None else json.loads(path.read_text("utf-8")))

    def tags(self, sent: Iterable[Tag | str]) -> tuple[Tag, ...]:
        """The tags as sent, each id once; one sent with its id keeps it."""
        tags: dict[str, Tag] = {}
        for given in sent:
            tag = given if isinstance(given, Tag) else Tag(id=self._id_of(given), label=given)
            tags.setdefault(tag.id, tag)
        return tuple(tags.values())

    def _id_of(self, label: str) -> str:
        return (self._ids.get(_folded(label)) if self._ids else None) or slug_of(label)


@lru_cache(_REMEMBERED)
def slug_of(label: str) -> str:
    """A label as Latin words, or a hash where none is left."""
    slug: str = slugify(label, replacements=_REPLACEMENTS, max_length=_LONGEST_ID, backend="text-unidecode")
    return slug or hashlib.sha256(label.encode()).hexdigest()[:12]


def _folded(label: str) -> str:
    return " ".join(folded(label).split())
