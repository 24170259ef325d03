"""What an editor pastes is an article or a feed, or is refused."""

import pytest

from translate.desk_site.request_errors import RefusedError
from translate.desk_site.routes.past_routes import Place, place_of

LANGUAGES = ("en", "az", "ru")
ID = "a" * 26


@pytest.mark.parametrize(
    ("what", "place"),
    [
        ("", Place(None, "az")),
        (ID, Place(ID, "az")),
        (f"https://news.example/ru/sport/a-headline-{ID}", Place(ID, "az")),
        (f"https://news.example/v1/articles/{ID}?as_of=2026-01-01", Place(ID, "az")),
        ("https://news.example/ru/", Place(None, "ru")),
        ("/en/sport/feed.atom", Place(None, "en", "sport")),
        ("https://news.example/", Place(None, "az")),
    ],
)
def test_an_article_or_a_feed_is_named(what: str, place: Place) -> None:
    assert place_of(what, LANGUAGES, "az") == place


@pytest.mark.parametrize("what", ["/xx/", "no such thing", "/en/sport/more", "http://[", "a" * 3000])
def test_anything_else_is_refused(what: str) -> None:
    with pytest.raises(RefusedError):
        place_of(what, LANGUAGES, "az")
