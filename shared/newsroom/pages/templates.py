"""Templates of a package, in one language: they escape what they show, and miss nothing in silence."""

from collections.abc import Callable
from pathlib import Path

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined

from newsroom.pages.wording import translations


def environment(package: str, language: str, catalogues: Path) -> Environment:
    """The folder `templates` of a package, with the text of a folder of catalogues."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install: Callable[..., None] = vars(made)["install_gettext_translations"]
    install(translations(language, catalogues), newstyle=True)
    return made


def own_name(language: str) -> str:
    """What a language calls itself, as a title."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
