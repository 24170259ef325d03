"""Public outputs that could carry an article."""

from typing import Any, Literal

from tests.support.articles import id_of, revision
from translate.desk.article_view import ArticleView
from translate.desk_site.public_outputs import public_outputs

BASE = "https://news.example"


def view(
    name: str, language: str, status: Literal["live", "withdrawn"] = "live", **fields: Any
) -> ArticleView:
    content = revision(name, language, **fields)
    return ArticleView(content.id, status, content, id_of("a"), None, 1, shown=status == "live")


def test_every_output_that_could_carry_it_is_asked():
    gone = view("a", "ru", "withdrawn", category="energy", headline="Пожар & дым")
    outputs = public_outputs(gone, [view("b", "az"), view("c", "en", "withdrawn")], BASE)
    by_name = {output.name: output for output in outputs}
    assert by_name["page"].url == f"{BASE}/ru/energy/x-{id_of('a')}"
    assert {output.url for output in outputs if output.name == "atom"} == {
        f"{BASE}/ru/feed.atom",
        f"{BASE}/ru/energy/feed.atom",
    }
    assert " " not in by_name["search"].url
    assert "&q=%D0%9F" in by_name["search"].url
    assert [output.article_id for output in outputs if output.name == "sibling"] == [id_of("b")]
    assert {
        "api",
        "revisions",
        "story",
        "feed",
        "front",
        "section",
        "rss",
        "json",
        "sitemap",
        "changes",
        "stream",
    } <= (by_name.keys())


def test_an_article_without_a_category_is_among_all_news():
    assert f"{BASE}/en/news/" in {
        output.url for output in public_outputs(view("a", "en", "withdrawn"), [], BASE)
    }


def test_what_never_came_is_nowhere():
    assert (
        public_outputs(ArticleView(id_of("a"), "withdrawn", None, id_of("a"), None, 0, shown=False), [], BASE)
        == []
    )
