"""Where readers could meet an article."""

from typing import Any, Literal

from tests.support.articles import id_of, revision
from translate.desk.article_view import OnDesk
from translate.desk_site.public_outputs import outputs

BASE = "https://news.example"


def on_desk(name: str, language: str, status: Literal["live", "withdrawn"] = "live", **fields: Any) -> OnDesk:
    content = revision(name, language, **fields)
    return OnDesk(content.id, status, content, id_of("a"), None, 1, shown=status == "live")


def test_every_output_that_could_carry_it_is_asked():
    gone = on_desk("a", "ru", "withdrawn", category="energy", headline="Пожар & дым")
    found = outputs(gone, [on_desk("b", "az"), on_desk("c", "en", "withdrawn")], BASE)
    by_name = {one.name: one for one in found}
    assert by_name["page"].url == f"{BASE}/ru/energy/x-{id_of('a')}"
    assert {one.url for one in found if one.name == "atom"} == {
        f"{BASE}/ru/feed.atom",
        f"{BASE}/ru/energy/feed.atom",
    }
    assert " " not in by_name["search"].url
    assert "&q=%D0%9F" in by_name["search"].url
    assert [one.article_id for one in found if one.name == "sibling"] == [id_of("b")]
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
    assert f"{BASE}/en/news/" in {one.url for one in outputs(on_desk("a", "en", "withdrawn"), [], BASE)}


def test_what_never_came_is_nowhere():
    assert outputs(OnDesk(id_of("a"), "withdrawn", None, id_of("a"), None, 0, shown=False), [], BASE) == []
