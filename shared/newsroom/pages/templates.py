"""Jinja environments of a package, one a language: autoescaping, and strict about undefined names."""

from collections.abc import Callable
from pathlib import Path

from babel import Locale
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from newsroom.pages.gettext_catalogues import translations


class _Compiled(BytecodeCache):
    """Bytecode cache in memory: templates are compiled once for all languages."""

    def __init__(self) -> None:
        self._bytecode: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (compiled := self._bytecode.get(bucket.key)) is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._bytecode[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


def environment(package: str, language: str, catalogues: Path) -> Environment:
    """Environment of a package's folder `templates`, with the text of a folder of catalogues."""
    jinja = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        bytecode_cache=_compiled,
    )
    install: Callable[..., None] = vars(jinja)["install_gettext_translations"]
    install(translations(language, catalogues), newstyle=True)
    return jinja


def compiled(jinja: Environment) -> Environment:
    """The same environment with every template compiled; call it once its filters are there."""
    for name in jinja.list_templates():
        jinja.get_template(name)
    return jinja


def own_name(language: str) -> str:
    """Endonym of a language, as a title."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
