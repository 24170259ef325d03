"""The catalogues of all pages: complete, current, and right in their plurals."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from newsroom.pages.gettext_catalogues import translations
from publish.site.rendering import CATALOGUES as SITE
from translate.desk_site.rendering import CATALOGUES as DESK

_METHODS = [("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
FOLDERS = [folder.parent for folder in (SITE, DESK)]
_STORIES = ("%(count)s story", "%(count)s stories")

everywhere = pytest.mark.parametrize("folder", FOLDERS, ids=["site", "desk"])
each_language = pytest.mark.parametrize("language", ["az", "ru"])


def wanted(folder: Path) -> set[object]:
    """What the templates say, as gettext names it."""
    return {found[2] for found in extract_from_dir(folder, _METHODS, _OPTIONS)}


def catalogue(folder: Path, language: str) -> Catalog:
    with (folder / "catalogues" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(entry: Message) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


@everywhere
@each_language
def test_everything_is_translated_and_nothing_is_left_over(folder, language):
    there = {
        entry.id
        for entry in catalogue(folder, language)
        if entry.id and all(texts(entry)) and not entry.fuzzy
    }
    assert len(wanted(folder)) > 30
    assert there == wanted(folder)


@everywhere
@each_language
def test_translations_have_the_same_places(folder, language):
    places = re.compile(r"%\(\w+\)s")
    for entry in catalogue(folder, language):
        if entry.id:
            source = entry.id if isinstance(entry.id, str) else entry.id[-1]
            for text in texts(entry):
                assert set(places.findall(text)) == set(places.findall(source)), text


@pytest.mark.parametrize(
    ("count", "form"),
    [(1, "сюжет"), (2, "сюжета"), (5, "сюжетов"), (11, "сюжетов"), (21, "сюжет"), (122, "сюжета")],
)
def test_russian_plurals_on_the_desk(count, form):
    assert translations("ru", DESK).ungettext(*_STORIES, count).split()[-1] == form


@pytest.mark.parametrize("count", [1, 2, 5, 100])
def test_azerbaijani_nouns_stay_singular_after_numbers(count):
    assert translations("az", DESK).ungettext(*_STORIES, count) == "%(count)s hekayə"
