"""Templates of a package, in one language: they escape what they show, and miss nothing in silence."""

from collections.abc import Callable
from pathlib import Path

from babel import Locale
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from newsroom.pages.wording import translations


class _Compiled(BytecodeCache):
    """Templates in memory, compiled once for all languages."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (compiled := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


def environment(package: str, language: str, catalogues: Path) -> Environment:
    """The folder `templates` of a package, with the text of a folder of catalogues."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        bytecode_cache=_compiled,
    )
    install: Callable[..., None] = vars(made)["install_gettext_translations"]
    install(translations(language, catalogues), newstyle=True)
    return made


def compiled(made: Environment) -> Environment:
    """The same, now that its filters are there, with every template read: no reader waits for that."""
    for name in made.list_templates():
        made.get_template(name)
    return made


def own_name(language: str) -> str:
    """What a language calls itself, as a title."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
