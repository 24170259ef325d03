"""Which language an article is in."""

import pytest

from ingest.content.language import detector
from newsroom.events.articles import ArticleDraft


@pytest.mark.parametrize(
    ("headline", "language"),
    [
        ("Prezident yeni məktəbin açılışında iştirak edib", "az"),
        ("The president attended the opening of a new school", "en"),
        ("Президент принял участие в открытии новой школы", "ru"),
    ],
)
def test_a_headline_is_enough(headline: str, language: str) -> None:
    draft = ArticleDraft(source="report", source_id="1", headline=headline)
    assert detector(("en", "az", "ru"))(draft) == language


def test_only_configured_languages_are_found() -> None:
    draft = ArticleDraft(source="report", source_id="1", headline="Президент принял участие в открытии")
    assert detector(("en", "az"))(draft) in {"en", "az"}


def test_an_unknown_language_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="xx"):
        detector(("en", "xx"))
