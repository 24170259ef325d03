"""The catalogues: complete, current, and right in their plurals."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import publish.site
from newsroom.pages.wording import translations
from publish.site.rendering import CATALOGUES

_SITE = Path(publish.site.__file__).parent
_METHODS = [("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
_NEW = ("%(count)s new article: %(headline)s", "%(count)s new articles, the newest: %(headline)s")


def wanted() -> set[object]:
    """What the templates say, as gettext names it."""
    return {found[2] for found in extract_from_dir(_SITE, _METHODS, _OPTIONS)}


def catalogue(language: str) -> Catalog:
    with (_SITE / "catalogues" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(entry: Message) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


@pytest.mark.parametrize("language", ["az", "ru"])
def test_everything_is_translated_and_nothing_is_left_over(language):
    there = {entry.id for entry in catalogue(language) if entry.id and all(texts(entry)) and not entry.fuzzy}
    assert len(wanted()) > 30
    assert there == wanted()


@pytest.mark.parametrize("language", ["az", "ru"])
def test_translations_have_the_same_places(language):
    places = re.compile(r"%\(\w+\)s")
    for entry in catalogue(language):
        if entry.id:
            source = entry.id if isinstance(entry.id, str) else entry.id[-1]
            for text in texts(entry):
                assert set(places.findall(text)) == set(places.findall(source)), text


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (1, "Добавлена 1 новость"),
        (3, "Добавлены 3 новости"),
        (5, "Добавлено 5 новостей"),
        (11, "Добавлено 11 новостей"),
        (21, "Добавлена 21 новость"),
        (122, "Добавлены 122 новости"),
    ],
)
def test_russian_plurals(count, form):
    assert form in translations("ru", CATALOGUES).ungettext(*_NEW, count) % {"count": count, "headline": "…"}


def test_azerbaijani_nouns_stay_singular_after_numbers():
    assert "yeni xəbər," in translations("az", CATALOGUES).ungettext(*_NEW, 5)


def test_a_language_without_a_catalogue_reads_english():
    assert translations("de", CATALOGUES).ugettext("All news") == "All news"
