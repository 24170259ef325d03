"""The coverage board."""

from datetime import timedelta
from typing import Any

from tests.support.articles import NOON, id_of, revision
from translate.desk.article_view import ArticleView
from translate.desk.coverage import by_hour, coverage_of

LANGUAGES = ("en", "az", "ru")
NOW = NOON + timedelta(hours=3)


def view(name: str, language: str, story: str, **fields: Any) -> ArticleView:
    kept = {one: fields.pop(one) for one in ("status", "yields_to") if one in fields}
    content = revision(name, language, **fields)
    defaults: dict[str, Any] = {"status": "live", "yields_to": None}
    return ArticleView(
        id=content.id, content=content, story_id=id_of(story), seq=1, shown=True, **(defaults | kept)
    )


def test_a_story_lacks_what_it_has_no_article_in_since_its_first():
    [story] = coverage_of(
        [view("a", "en", "a", minutes=30), view("b", "ru", "a", minutes=90)], LANGUAGES, NOW
    )
    assert (story.missing, story.waiting) == (("az",), timedelta(hours=2, minutes=30))
    assert set(story.articles) == {"en", "ru"}
    assert story.founder == id_of("a")


def test_stories_stand_under_the_hours_they_began_in():
    stories = coverage_of(
        [view(name, "en", name, minutes=minutes) for name, minutes in [("a", 5), ("b", 59), ("c", 60)]],
        LANGUAGES,
        NOW,
    )
    hours = by_hour(stories)
    assert [len(hour.stories) for hour in hours] == [1, 2]
    assert hours[1].start == NOON


def test_a_story_that_is_withdrawn_altogether_lacks_nothing():
    [story] = coverage_of([view("a", "en", "a", status="withdrawn")], LANGUAGES, NOW)
    assert story.missing == ()


def test_a_stub_that_gave_its_place_up_is_no_story():
    assert coverage_of([view("a", "en", "a", yields_to=id_of("b"))], LANGUAGES, NOW) == []


def test_in_a_category_a_story_begins_with_its_first_article_there():
    members = [
        view("a", "en", "a", category="sport"),
        view("b", "ru", "a", minutes=7, category="energy"),
    ]
    [story] = coverage_of(members, LANGUAGES, NOW, "energy")
    assert (story.founder, story.category) == (id_of("b"), "energy")
    assert coverage_of(members, LANGUAGES, NOW, "culture") == []


def test_what_comes_from_the_future_is_not_missed_for_less_than_nothing():
    [story] = coverage_of([view("a", "en", "a", minutes=600)], LANGUAGES, NOW)
    assert story.waiting == timedelta()
