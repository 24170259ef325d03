"""The rule of coverage: the languages that a story lacks."""

import pytest

from newsroom.events.stories import StoryArticle, StorySnapshot
from tests.support.articles import id_of
from translate.stories.missing_languages import missing_languages

LANGUAGES = ("en", "az", "ru")


def story(*languages: str, yields_to: str | None = None) -> StorySnapshot:
    articles = {
        language: StoryArticle(id=id_of(language), membership=1, yields_to=yields_to)
        for language in languages
    }
    merged_into = None if articles else id_of("another")
    return StorySnapshot(id=id_of("story"), version=1, articles=articles, merged_into=merged_into)


@pytest.mark.parametrize(
    ("present", "missing"),
    [(("en",), ("az", "ru")), (("ru", "en"), ("az",)), (LANGUAGES, ()), (("en", "tr"), ("az", "ru"))],
)
def test_a_story_lacks_the_newsrooms_other_languages(present, missing):
    assert missing_languages(story(*present), LANGUAGES) == missing


def test_a_merged_story_lacks_nothing():
    assert missing_languages(story(), LANGUAGES) == ()


def test_the_story_of_a_stub_that_gave_up_its_slot_lacks_nothing():
    assert missing_languages(story("en", yields_to=id_of("full")), LANGUAGES) == ()
