"""Names of categories by language, in their order; any other slug is shown as it was sent."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

Names = Mapping[str, Mapping[str, str]]
_FILE = Path(__file__).parent / "categories.json"
_names: TypeAdapter[dict[str, dict[str, str]]] = TypeAdapter(dict[str, dict[str, str]])


def load_categories(file: Path | None = None) -> Names:
    """Names by slug and language, from the built-in table unless a file is given."""
    return _names.validate_python(json.loads((file or _FILE).read_bytes()))


def names_in(categories: Names, language: str) -> dict[str, str]:
    """The names in one language; the slug where it has none."""
    return {slug: names.get(language, slug) for slug, names in categories.items()}
