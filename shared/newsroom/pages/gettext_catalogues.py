"""Gettext catalogues of the interface's text, compiled in memory when they are read: no build step."""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations


def translations(language: str, folder: Path) -> Translations:
    """Translations of a language; without a catalogue its text is English, that of the templates."""
    file = folder / f"{language}.po"
    if not file.exists():
        return Translations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
