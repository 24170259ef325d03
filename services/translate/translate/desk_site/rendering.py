"""Rendering of the desk's pages as HTML, in each language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from jinja2 import Environment

from newsroom.pages import templates
from newsroom.pages.assets import Assets
from newsroom.pages.categories import Names, names_in
from newsroom.pages.templates import own_name
from newsroom.pages.times import Times
from translate.desk_site.evidence_highlights import highlighted
from translate.desk_site.page_models import Page

CATALOGUES = Path(__file__).parent / "catalogues"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, in its two largest units."""

    days: int
    hours: int
    minutes: int

    @classmethod
    def of(cls, length: timedelta) -> "Duration":
        minutes = int(length.total_seconds()) // 60
        return cls(minutes // 1440, minutes // 60 % 24, minutes % 60)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages in the languages it was made for."""

    environments: Mapping[str, Environment]

    def render(self, language: str, page: Page) -> bytes:
        """The page as UTF-8."""
        template = self.environments[language].get_template(page.template)
        return template.render(page=page, shell=page.shell).encode()


def renderer(languages: Sequence[str], zone: ZoneInfo, categories: Names, assets: Assets) -> Renderer:
    """A renderer with the templates and catalogues of this package."""
    return Renderer(
        {language: _environment(language, languages, zone, categories, assets) for language in languages}
    )


def _environment(
    language: str, languages: Sequence[str], zone: ZoneInfo, categories: Names, assets: Assets
) -> Environment:
    environment = templates.environment("translate.desk_site", language, CATALOGUES)
    names = names_in(categories, language)
    environment.globals.update(
        language=language,
        languages=languages,
        language_names={code: own_name(code) for code in languages},
        times=Times(Locale.parse(language), zone),
        zone=zone,
        asset=assets.paths,
        highlighted=highlighted,
        duration=Duration.of,
    )
    environment.filters["category_name"] = lambda slug: names.get(slug, slug)
    return templates.compiled(environment)
