"""Pages as HTML, in each language."""

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
from newsroom.pages.categories import Names, names_in
from newsroom.pages.templates import own_name
from newsroom.pages.times import Times
from publish.feeds.json_ld import news_article
from publish.site import paths
from publish.site.days import month_after, month_before, weeks_of
from publish.site.page import ArticlePage, Page
from publish.site.selection import is_breaking, summary
from publish.site.structured import breadcrumbs, collection, web_site

CATALOGUES = Path(__file__).parent / "catalogues"
# A number of each plural form that some language of ours has, for the script to choose from.
_PLURALS = {"one": 1, "few": 2, "many": 5, "other": 100}


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who publishes, where (`base` has no trailing slash), in which languages and zone."""

    name: str
    base: str
    languages: Sequence[str]
    zone: ZoneInfo
    categories: Names


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes pages in the languages it was made for."""

    environments: Mapping[str, Environment]

    def render(self, language: str, page: Page) -> bytes:
        """The page as UTF-8."""
        return self.environments[language].get_template(page.template).render(page=page).encode()


def renderer(imprint: Imprint, assets: Assets) -> Renderer:
    """With the templates and catalogues of this package."""
    return Renderer({language: _environment(language, imprint, assets) for language in imprint.languages})


def _environment(language: str, imprint: Imprint, assets: Assets) -> Environment:
    environment = templates.environment("publish.site", language, CATALOGUES)
    names = names_in(imprint.categories, language)
    environment.globals.update(
        language=language,
        language_names={one: own_name(one) for one in imprint.languages},
        locales={one: _with_territory(one) for one in imprint.languages},
        site_name=imprint.name,
        base=imprint.base,
        zone=imprint.zone.key,
        paths=paths,
        times=Times(Locale.parse(language), imprint.zone),
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
        **_described(language, imprint, names),
    )
    environment.tests["breaking"] = is_breaking
    return templates.compiled(environment)


def _described(language: str, imprint: Imprint, names: Mapping[str, str]) -> dict[str, Callable[..., Markup]]:
    """The filters that write JSON-LD: each escapes what it writes."""
    home = imprint.base + paths.front(language)

    def json_ld(article: PublicArticle) -> Markup:
        section = names.get(article.category) if article.category else None
        return Markup(news_article(article, imprint.name, home, section).decode())  # noqa: S704 - as above

    def of_site(_: Page) -> Markup:
        search = imprint.base + paths.search(language)
        return Markup(web_site(language, imprint.name, home, search))  # noqa: S704 - as above

    def of_list(page: Page, title: Markup) -> Markup:
        written = collection(language, title.unescape(), f"{imprint.base}{page.path}", page)
        return Markup(written)  # noqa: S704 - as above

    def way_to(page: ArticlePage) -> Markup:
        article, way = page.article, [(imprint.name, home)]
        if article.category:
            section = imprint.base + paths.category(language, article.category)
            way.append((names.get(article.category, article.category), section))
        return Markup(breadcrumbs([*way, (article.headline, article.url)]))  # noqa: S704 - as above

    return {"json_ld": json_ld, "web_site": of_site, "collection": of_list, "breadcrumbs": way_to}


def _of_kind(media: Sequence[Media], kind: str) -> list[Media]:
    """Those that can be shown: a badge may come without its file."""
    return [medium for medium in media if medium.kind == kind and medium.url]


def _with_territory(language: str) -> str:
    """`az_AZ`, as Open Graph names locales."""
    likely = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{language}_{likely[-1]}" if len(likely) > 1 else language
