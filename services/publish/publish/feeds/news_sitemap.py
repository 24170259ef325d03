"""News sitemap as Google News has it: two days and 1,000 addresses at the most."""

from collections.abc import Sequence
from datetime import timedelta

from newsroom.events.live import PublicItem
from publish.feeds.elements import Element, child, root, written
from publish.feeds.hreflang import alternates
from publish.feeds.timestamps import internet_time, modified
from publish.feeds.uris import ascii_uri

MEDIA_TYPE = "application/xml"
SPAN = timedelta(days=2)
MOST_ENTRIES = 1000


def news_sitemap(articles: Sequence[PublicItem], publication: str, languages: Sequence[str]) -> bytes:
    """The sitemap of these articles: the publication's name, and every page's alternates.

    `articles` were published within SPAN and are MOST_ENTRIES at most.
    """
    urlset = root("sitemap:urlset", "news", "xhtml", default="sitemap")
    for article in articles:
        url = child(urlset, "sitemap:url")
        child(url, "sitemap:loc", ascii_uri(article.url))
        child(url, "sitemap:lastmod", internet_time(modified(article)))
        _news(url, article, publication)
        for page in alternates(article, languages):
            child(url, "xhtml:link", rel="alternate", hreflang=page.hreflang, href=ascii_uri(page.url))
    return written(urlset)


def _news(url: Element, article: PublicItem, publication: str) -> None:
    news = child(url, "news:news")
    named = child(news, "news:publication")
    child(named, "news:name", publication)
    child(named, "news:language", article.language)
    child(news, "news:publication_date", internet_time(article.first_published_at))
    child(news, "news:title", article.headline)
