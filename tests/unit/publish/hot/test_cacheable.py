"""Which addresses are kept, and under which one name."""

import pytest

from newsroom.events.topics import Filter
from publish.hot.cacheable import Resource, Varies, cacheable_resources
from publish.hot.invalidation import EVERYTHING, article_dependencies, filter_dependencies
from tests.support.articles import id_of
from tests.support.published import LANGUAGES

find = cacheable_resources(LANGUAGES, ("atom", "rss", "json"))


def there(path: str, query: bytes = b"") -> Resource:
    place = find(path, query)
    assert place is not None
    return place


def test_a_feed_has_one_name_however_it_is_spelled():
    spelled = [
        b"lang=en&lang=az&category=energy&limit=20",
        b"category=energy&lang=az&lang=en",
        b"lang=az&lang=en&lang=az&category=energy",
    ]
    assert len({there("/v1/feed", query).key for query in spelled}) == 1
    place = there("/v1/feed", spelled[0])
    assert place.dependencies == filter_dependencies(Filter(frozenset({"en", "az"}), frozenset({"energy"})))
    assert place.varies is Varies.ACCEPT
    assert there("/v1/feed").dependencies == EVERYTHING


def test_feeds_that_differ_have_names_that_differ():
    asked = [b"", b"lang=en", b"category=en", b"tag=en", b"limit=5", b"lang=en&category=a", b"category=a,b"]
    asked += [b"category=a&category=b", b"category=a%7Cb"]
    assert len({there("/v1/feed", query).key for query in asked}) == len(asked)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/feed", b"page=x"),
        ("/v1/feed", b"q=oil"),
        ("/v1/feed", b"lang=xx"),
        ("/v1/feed", b"limit=0"),
        ("/v1/feed", b"limit=07"),
        ("/v1/feed", b"limit=5&limit=6"),
        ("/v1/feed", b"limit="),
        ("/v1/feed", b"&".join([b"tag=a"] * 21)),
        ("/v1/changes", b""),
        ("/v1/articles/x", b""),
        (f"/v1/articles/{id_of('one')}", b"lang=en"),
        (f"/v1/articles/{id_of('one')}/revisions", b""),
        ("/sitemap-news.xml", b"a=b"),
        ("/en/feed.atom", b"a=b"),
        ("/en/a/b/feed.atom", b""),
        ("/fr/feed.atom", b""),
        ("/en/search", b"q=oil"),
        ("/metrics", b""),
        ("/health/ready", b""),
        ("/static/site.css", b""),
        ("/", b""),
        ("/en", b""),
        ("", b""),
    ],
)
def test_all_else_is_left_to_the_routes(path: str, query: bytes):
    assert find(path, query) is None


def test_an_article_watches_itself():
    place = there(f"/v1/articles/{id_of('one')}")
    assert place.dependencies == article_dependencies(id_of("one"))


def test_a_file_of_a_category_watches_that_category():
    both = Filter(frozenset({"en"}), frozenset({"energy"}))
    assert there("/en/energy/feed.atom").dependencies == filter_dependencies(both)
    assert there("/en/feed.rss").dependencies == filter_dependencies(Filter(frozenset({"en"})))
    assert there("/sitemap-news.xml").dependencies == EVERYTHING


def test_a_page_watches_its_language_and_depends_on_its_place_in_a_list_alone():
    plain, tracked, second = (there("/az/", query) for query in (b"", b"utm_source=x", b"page=abc&utm=y"))
    assert plain == tracked
    assert plain.key != second.key
    assert (plain.varies, plain.language) == (Varies.COOKIE, "az")
    assert plain.dependencies == filter_dependencies(Filter(frozenset({"az"})))
