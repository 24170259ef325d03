"""The newsroom's own categories, by their names elsewhere: IPTC's media topics, words in any language.

In our own format a category is a slug already, and stays as it was sent.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from ingest.content.tags import slug_of

_FILE = Path(__file__).parent / "categories.json"
# medtop:15000000 as the slug that a category can be; subject codes, which came before, have the same numbers.
_TOPIC = re.compile(r"(?:medtop-|subj-|iptc-|subject-)?(\d{8})")


class CategoryLine(BaseModel):
    """Names of a category elsewhere: eight digits of IPTC's media topics, and words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    media_topics: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


_LINES: TypeAdapter[dict[str, CategoryLine]] = TypeAdapter(dict[str, CategoryLine])


class CategoryTable:
    """Gives a sender's category the newsroom's own slug; one that it does not name stays as it was sent."""

    def __init__(self, lines: Mapping[str, CategoryLine]) -> None:
        self._slugs = {slug_of(name): slug for slug, line in lines.items() for name in line.names}
        self._slugs |= {slug: slug for slug in lines}
        self._topics = {topic: slug for slug, line in lines.items() for topic in line.media_topics}

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """The table in a JSON file, else our own. Raises ValueError where it is none."""
        return cls(_LINES.validate_json((path or _FILE).read_bytes()))

    def slug(self, sent: str | None) -> str | None:
        """The category that is meant by a slug as it was sent."""
        if sent is None:
            return None
        topic = _TOPIC.fullmatch(sent)
        if topic is not None:
            # A narrower media topic has any number; a subject code, as of before, begins as its parent does.
            return self._topics.get(topic[1]) or self._topics.get(f"{topic[1][:2]}000000", sent)
        return self._slugs.get(sent, sent)
