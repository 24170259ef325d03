"""Articles for the pages to show."""

import uuid
from typing import Any

from newsroom.events.identity import article_id

SOURCE = "pages"


def article(language: str = "en", **fields: Any) -> dict[str, Any]:
    """An article as it is sent, under a name of its own."""
    name = uuid.uuid4().hex
    return {
        "source": SOURCE,
        "source_id": name,
        "language": language,
        "headline": f"Headline {name}",
        "body": "The first paragraph.\n\nThe second one.",
        "category": "energy",
    } | fields


def photo() -> dict[str, Any]:
    return {"kind": "photo", "url": "https://media.example/a.jpg", "caption": "From above", "credit": "A. B."}


def variant_of(sent: dict[str, Any], language: str, **fields: Any) -> dict[str, Any]:
    """A translation that says what it translates."""
    return article(language, translation_of={"source": SOURCE, "source_id": sent["source_id"]}, **fields)


def id_of(sent: dict[str, Any]) -> str:
    return article_id(sent["source"], sent["source_id"])
