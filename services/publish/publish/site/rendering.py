"""Pages as HTML, in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined

from newsroom.events.articles import Media
from publish.site import paths
from publish.site.assets import Assets
from publish.site.categories import Names, names_in
from publish.site.page import (
    ArticlePage,
    CategoryPage,
    FrontPage,
    GonePage,
    MissingPage,
    NewsPage,
    Page,
)
from publish.site.times import Times
from publish.site.wording import translations

_TEMPLATES: Mapping[type[Page], str] = {
    FrontPage: "front.html",
    CategoryPage: "category.html",
    NewsPage: "news.html",
    ArticlePage: "article.html",
    GonePage: "gone.html",
    MissingPage: "missing.html",
}
# A number of each plural form that some language of ours has, for the script to choose from.
_PLURALS = {"one": 1, "few": 2, "many": 5, "other": 100}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages in the languages it was made for."""

    environments: Mapping[str, Environment]

    def render(self, language: str, page: Page) -> bytes:
        template = self.environments[language].get_template(_TEMPLATES[type(page)])
        return template.render(page=page).encode()


def renderer(
    languages: Sequence[str], base: str, zone: ZoneInfo, categories: Names, assets: Assets
) -> Renderer:
    """`base` is where readers find the pages, without a trailing slash."""
    return Renderer({one: _environment(one, languages, base, zone, categories, assets) for one in languages})


def _environment(
    language: str, languages: Sequence[str], base: str, zone: ZoneInfo, categories: Names, assets: Assets
) -> Environment:
    environment: Any = Environment(
        loader=PackageLoader("publish.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)
    times = Times(Locale.parse(language), zone)
    names = names_in(categories, language)
    environment.globals.update(
        language=language,
        language_names={one: _own_name(one) for one in languages},
        base=base,
        zone=zone.key,
        paths=paths,
        times=times,
        categories=names,
        asset=assets.paths,
        plurals=_PLURALS,
    )
    environment.filters.update(
        category_name=lambda slug: names.get(slug, slug), path=paths.path_of, photos=_photos, query=urlencode
    )
    return environment  # type: ignore[no-any-return]


def _photos(media: Sequence[Media]) -> list[Media]:
    return [medium for medium in media if medium.kind == "photo" and medium.url]


def _own_name(language: str) -> str:
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
