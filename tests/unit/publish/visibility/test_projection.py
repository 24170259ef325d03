"""Which variants lag behind: told to readers by each, and at rest once all have caught up."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import StoryArticle, StorySnapshot
from publish.visibility.facts import ArticleFacts
from publish.visibility.page_urls import PageUrls
from publish.visibility.projection import StoryContext, project
from tests.support.articles import NOON, id_of, revision

DAY = timedelta(days=1)
TRANSLATIONS = {"en": None, "az": "en", "ru": "en"}
LINKED = dict.fromkeys(TRANSLATIONS)


def corrected(originals: dict[str, str | None], *languages: str) -> list[ArticleRevision]:
    """The story's articles after corrections in this order, a minute apart; `en` came first."""
    articles = {
        language: revision(language, language, original=originals[language], minutes=number)
        for number, language in enumerate(originals)
    }
    for minute, language in enumerate(languages, start=10):
        before = articles[language]
        articles[language] = before.model_copy(
            update={
                "revision": before.revision + 1,
                "received_at": NOON + timedelta(minutes=minute),
                "previous_received_at": before.received_at,
            }
        )
    return list(articles.values())


def lagging(articles: Sequence[ArticleRevision]) -> set[str]:
    """Pairs, as `seen from > what lags`."""
    members = {one.language: StoryArticle(id=one.id, membership=2) for one in articles}
    story = StorySnapshot(id=id_of("en"), version=2, articles=members)
    facts = {
        one.id: ArticleFacts(_id=one.id, content=one, story_id=story.id, membership=2) for one in articles
    }
    found: set[str] = set()
    for one in facts.values():
        public = project(one, StoryContext(story, facts), PageUrls("https://news.example"), NOON + DAY)
        assert public is not None
        found |= {
            f"{public.language} > {other}" for other, variant in public.variants.items() if variant.stale
        }
    return found


def test_nothing_lags_before_there_is_a_correction():
    assert lagging(corrected(TRANSLATIONS)) == set()


@pytest.mark.parametrize("originals", [TRANSLATIONS, LINKED])
@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_a_correction_makes_all_others_lag(originals, language):
    others = set(originals) - {language}
    assert lagging(corrected(originals, language)) == {f"{language} > {other}" for other in others}


@pytest.mark.parametrize("originals", [TRANSLATIONS, LINKED])
@pytest.mark.parametrize("following", [("az", "ru"), ("ru", "az")])
def test_a_round_of_corrections_comes_to_rest(originals, following):
    first, _ = following
    (last,) = {"az", "ru"} - {first}
    # The one that is still to come lags behind both, the other two are at rest.
    assert lagging(corrected(originals, "en", first)) == {f"en > {last}", f"{first} > {last}"}
    assert lagging(corrected(originals, "en", *following)) == set()
    assert lagging(corrected(originals, "en", "en", *following)) == set()


def test_a_correction_after_catching_up_is_one_of_its_own():
    assert lagging(corrected(TRANSLATIONS, "en", "az", "ru", "az")) == {"az > en", "az > ru"}
    assert lagging(corrected(TRANSLATIONS, "en", "az", "ru", "en")) == {"en > az", "en > ru"}


def test_a_translation_made_after_a_correction_has_it():
    articles = corrected(TRANSLATIONS, "en")
    late = {"received_at": NOON + DAY / 2, "first_received_at": NOON + DAY / 2}
    articles = [one.model_copy(update=late) if one.language == "az" else one for one in articles]
    assert lagging(articles) == {"en > ru", "az > ru"}


def test_the_original_answers_nobody():
    assert lagging(corrected(TRANSLATIONS, "az", "en")) == {"en > az", "en > ru", "az > ru"}


def test_without_the_arrival_of_the_content_before_that_of_the_first_counts():
    articles = [
        one.model_copy(update={"previous_received_at": None}) for one in corrected(LINKED, "en", "az")
    ]
    assert lagging(articles) == {"en > ru", "az > ru"}
