"""Rendering of pages as HTML, in each language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from jinja2 import Environment
from markupsafe import Markup

from newsroom.events.articles import Media
from newsroom.events.live import PublicArticle
from newsroom.pages import templates
from newsroom.pages.assets import Assets
from newsroom.pages.categories import names_in
from newsroom.pages.templates import own_name
from newsroom.pages.times import Times
from publish.feeds.edition import Publication
from publish.feeds.json_ld import news_article
from publish.site import paths
from publish.site.days import month_after, month_before, weeks_of
from publish.site.front_page import is_breaking, summary
from publish.site.page import ArticlePage, Page
from publish.site.structured_data import breadcrumbs, collection, web_site

CATALOGUES = Path(__file__).parent / "catalogues"
# A number of each plural form that some language of ours has, for the script to choose from.
_PLURALS = {"one": 1, "few": 2, "many": 5, "other": 100}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders pages by an environment a language."""

    environments: Mapping[str, Environment]

    def render(self, language: str, page: Page) -> bytes:
        """The page as UTF-8."""
        return self.environments[language].get_template(page.template).render(page=page).encode()


def renderer(publication: Publication, zone: ZoneInfo, assets: Assets) -> Renderer:
    """The renderer of this package's templates and catalogues; times are shown in `zone`."""
    return Renderer(
        {language: _environment(language, publication, zone, assets) for language in publication.languages}
    )


def _environment(language: str, publication: Publication, zone: ZoneInfo, assets: Assets) -> Environment:
    environment = templates.environment("publish.site", language, CATALOGUES)
    names = names_in(publication.categories, language)
    environment.globals.update(
        language=language,
        language_names={code: own_name(code) for code in publication.languages},
        locales={code: _with_territory(code) for code in publication.languages},
        site_name=publication.name,
        base=publication.base,
        zone=zone.key,
        paths=paths,
        times=Times(Locale.parse(language), zone),
        month_after=month_after,
        month_before=month_before,
        weeks_of=weeks_of,
        categories=names,
        asset=assets.paths,
        plurals=_PLURALS,
    )
    environment.filters.update(
        category_name=lambda slug: names.get(slug, slug),
        path=paths.path_of,
        of_kind=_of_kind,
        query=urlencode,
        summary=summary,
        **_described(language, publication, names),
    )
    environment.tests["breaking"] = is_breaking
    return templates.compiled(environment)


def _described(
    language: str, publication: Publication, names: Mapping[str, str]
) -> dict[str, Callable[..., Markup]]:
    """The filters that write JSON-LD: each escapes what it writes."""
    home = publication.base + paths.front(language)

    def json_ld(article: PublicArticle) -> Markup:
        section = names.get(article.category) if article.category else None
        return Markup(news_article(article, publication.name, home, section).decode())  # noqa: S704 - as above

    def of_site(_: Page) -> Markup:
        search = publication.base + paths.search(language)
        return Markup(web_site(language, publication.name, home, search))  # noqa: S704 - as above

    def of_list(page: Page, title: Markup) -> Markup:
        written = collection(language, title.unescape(), f"{publication.base}{page.path}", page)
        return Markup(written)  # noqa: S704 - as above

    def breadcrumb_trail(page: ArticlePage) -> Markup:
        article, trail = page.article, [(publication.name, home)]
        if article.category:
            section = publication.base + paths.category(language, article.category)
            trail.append((names.get(article.category, article.category), section))
        return Markup(breadcrumbs([*trail, (article.headline, article.url)]))  # noqa: S704 - as above

    return {"json_ld": json_ld, "web_site": of_site, "collection": of_list, "breadcrumbs": breadcrumb_trail}


def _of_kind(media: Sequence[Media], kind: str) -> list[Media]:
    """The media that can be shown: a badge may come without its file."""
    return [medium for medium in media if medium.kind == kind and medium.url]


def _with_territory(language: str) -> str:
    """`az_AZ`, as Open Graph names locales."""
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{likely[-1]}" if len(likely) > 1 else language
