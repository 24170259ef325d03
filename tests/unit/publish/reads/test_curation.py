"""What editors made of the topics of the moment."""

from typing import Literal

from newsroom.events.desk import TopicCuration
from publish.reads.curation import curated
from publish.reads.trending import TopicCount
from tests.support.articles import NOON

COUNTS = [TopicCount("a", "A", 9, 0), TopicCount("b", "B", 5, 0), TopicCount("c", "C", 1, 900)]


def curation(
    tag: str, state: Literal["pinned", "hidden", "cleared"], language: str = "en", number: int = 1
) -> TopicCuration:
    return TopicCuration(
        language=language,
        tag_id=tag,
        label=tag.upper(),
        number=number,
        state=state,
        editor="aysel",
        decided_at=NOON,
    )


def ids(curations: list[TopicCuration], languages: tuple[str, ...] = ("en",), limit: int = 10) -> list[str]:
    return [trend.id for trend in curated(COUNTS, curations, languages, limit)]


def test_nothing_curated_is_the_count():
    assert ids([]) == ["a", "b"]
    assert ids([curation("b", "cleared")]) == ["a", "b"]


def test_pinned_topics_come_first_whether_they_rose_or_not():
    assert ids([curation("c", "pinned"), curation("b", "pinned", number=2)]) == ["c", "b", "a"]
    assert ids([curation("z", "pinned")]) == ["z", "a", "b"]


def test_hidden_topics_are_not_there():
    assert ids([curation("a", "hidden")]) == ["b"]
    assert ids([curation("a", "hidden")], limit=1) == ["b"]


def test_another_language_is_not_concerned():
    assert ids([curation("a", "hidden", "ru"), curation("c", "pinned", "ru")]) == ["a", "b"]


def test_over_several_languages_a_topic_is_hidden_where_all_hide_it():
    one = [curation("a", "hidden")]
    assert ids(one, ("en", "ru")) == ["a", "b"]
    assert ids([*one, curation("a", "hidden", "ru")], ("en", "ru")) == ["b"]
