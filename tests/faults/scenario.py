"""Articles posted while services are killed at random: nothing lost, nothing doubled, nothing old."""

import random
from collections import Counter
from typing import Any

from tests.support.system import Killer, System

LANGUAGES = ("en", "az", "ru")
CHUNK = 100


def articles_of(stories: int, chance: random.Random) -> list[dict[str, Any]]:
    """Stories in three languages, every tenth article corrected once; each in an order of its own."""
    first: list[dict[str, Any]] = []
    for story in range(stories):
        original = {"source": "soak", "source_id": f"{story}/en"}
        for language in LANGUAGES:
            article: dict[str, Any] = {
                "source": "soak",
                "source_id": f"{story}/{language}",
                "language": language,
                "headline": f"{story} {language} revision 1",
                "body": f"Text of story {story} in {language}. " * 20,
                "category": ("energy", "region", "sport")[story % 3],
            }
            if language != "en":
                article["translation_of"] = original
            first.append(article)
    chance.shuffle(first)
    corrected = [
        article | {"headline": article["headline"].replace("revision 1", "revision 2")}
        for article in first
        if chance.random() < 0.1
    ]
    # A correction comes some time after its article.
    return first + corrected


def run(system: System, *, stories: int, seed: int, chunks_between_kills: int) -> Killer:
    """Posts everything, killing as it goes, and waits until all is handled."""
    chance = random.Random(seed)
    killer = Killer(system, seed)
    articles = articles_of(stories, chance)
    for number, start in enumerate(range(0, len(articles), CHUNK)):
        if number % chunks_between_kills == 0:
            killer.strike()
        answers = system.post(articles[start : start + CHUNK])
        assert all("id" in answer for answer in answers), answers
    for _ in killer.kills:
        killer.strike()
    system.wait_until_finished(patience=600)
    check(system, articles)
    return killer


def check(system: System, articles: list[dict[str, Any]]) -> None:
    """What must hold in the end."""
    expected = {article["source_id"]: article["headline"] for article in articles}
    items = system.feed()
    assert len(items) == len({item["id"] for item in items}) == len(expected)
    assert Counter(item["headline"] for item in items) == Counter(expected.values())
    for item in items:
        assert set(item["variants"]) == set(LANGUAGES) - {item["language"]}, item
        story = item["headline"].split()[0]
        for variant in item["variants"].values():
            number, language, *_ = variant["headline"].split()
            assert number == story
            assert variant["headline"] == expected[f"{number}/{language}"]
    assert len({item["story_id"] for item in items}) == len(expected) // len(LANGUAGES)
    check_log(system.log())


def check_log(events: list[dict[str, Any]]) -> None:
    """Each change is in the live log once, in order."""
    said = Counter((event["subject"], event["data"]["seq"]) for event in events)
    assert max(said.values()) == 1, "the same change was logged twice"
    published = Counter(event["subject"] for event in events if event["data"]["change"] == "published")
    assert set(published.values()) == {1}, "an article was published twice"
    last: dict[str, int] = {}
    for event in events:
        assert event["data"]["seq"] > last.get(event["subject"], 0), "a seq went back"
        last[event["subject"]] = event["data"]["seq"]
