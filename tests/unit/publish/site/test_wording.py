"""The site's text: right in its plurals. That it is complete, `tests/unit/pages` holds of all pages."""

import pytest

from newsroom.pages.gettext_catalogues import translations
from publish.site.rendering import CATALOGUES

_NEW = ("%(count)s new article: %(headline)s", "%(count)s new articles, the newest: %(headline)s")


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
