"""The interface's text: gettext catalogues, read as they were written, so that nothing is to be compiled."""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations


def translations(language: str, folder: Path) -> Translations:
    """A language's text; one without a catalogue reads English, which the templates are written in."""
    file = folder / f"{language}.po"
    if not file.exists():
        return Translations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
