"""Paths of the pages.

Lists end in a slash; articles, the search and the calendar do not. So no category, whatever its name,
collides with a page of ours.
"""

from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from publish.visibility.page_urls import UNCATEGORISED


def front(language: str) -> str:
    return f"/{language}/"


def news(language: str) -> str:
    """All news: also the place of articles without a category."""
    return category(language, UNCATEGORISED)


def category(language: str, slug: str) -> str:
    return f"/{language}/{slug}/"


def tag(language: str, tag_id: str) -> str:
    return f"/{language}/tag/{quote(tag_id, safe='')}/"


def day(language: str, on: date) -> str:
    return f"/{language}/archive/{on.isoformat()}/"


def calendar(language: str) -> str:
    """Takes `?day=` and leads to that day's page, without one to today's."""
    return f"/{language}/archive"


def search(language: str, words: str = "") -> str:
    return f"/{language}/search" + (f"?{urlencode({'q': words})}" if words else "")


def path_of(url: str) -> str:
    """The path of one of our own pages, whatever address they were published under."""
    return urlsplit(url).path


def article_id_of(path: str) -> str:
    """The id at the end of an article's `…/{slug}-{id}`; the slug may be empty."""
    return path.rpartition("/")[2].rpartition("-")[2]
