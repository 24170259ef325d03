"""schema.org's NewsArticle: what search engines require of it, and that it is safe within a page."""

import json
from typing import Any

import pytest

from newsroom.events.articles import Media
from publish.feeds.json_ld import news_article
from tests.support.published import LANGUAGES, SITE, public, story


def read(article: Any, section: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(news_article(article, "Newsroom", f"{SITE}/en/", section))
    return found


def test_an_article() -> None:
    found = read(public(correction="The figure was wrong."), "Energy")
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["url"] == found["mainEntityOfPage"] == public().url
    assert found["author"] == {"@type": "Person", "name": "A. Reporter"}
    assert found["publisher"]["@type"] == "NewsMediaOrganization"
    assert found["articleSection"] == "Energy"
    assert found["image"][0]["url"] == f"{SITE}/media/one.jpg"
    assert found["correction"]["text"] == "The figure was wrong."


def test_without_a_byline_the_newsroom_is_the_author() -> None:
    found = read(public(byline=None, media=(Media(kind="photo"),)))
    assert found["author"] == found["publisher"]
    assert "image" not in found


def test_translations_name_each_other() -> None:
    found = {article.language: read(article) for article in story(LANGUAGES)}
    for language, article in found.items():
        named = {one["inLanguage"]: one["@id"] for one in article["workTranslation"]}
        assert named == {other: told["@id"] for other, told in found.items() if other != language}


@pytest.mark.parametrize("text", ["</script><script>alert(1)", "<!-- <script", "a & b"])
def test_no_text_leaves_its_script_element(text: str) -> None:
    encoded = news_article(public(headline=text), "Newsroom", SITE)
    assert not set(b"<>&") & set(encoded)
    assert json.loads(encoded)["headline"] == text
