"""Real news through the whole running system: a real agency's page, and real translations."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from tests.support.system import System
from tests.support.waiting import wait_until


def send_page(system: System, page: Path) -> None:
    command = [sys.executable, "-m", "newsroom", "send", "--format", "page-text", "--source", "page"]
    target = {
        "NEWSROOM_INGEST_URL": system.url("ingest"),
        "NEWSROOM_INGEST_KEY": system.ready["ingest_key"],
    }
    subprocess.run([*command, str(page)], env=os.environ | target, check=True, timeout=60)


def test_a_real_page_comes_out_in_three_languages(system, shared_data):
    [page] = (shared_data / "seed").iterdir()
    send_page(system, page)
    send_page(system, page)  # a resend changes nothing
    system.wait_until_finished()
    feeds = {
        language: [item for item in system.feed(lang=language) if _of_page(system, item)]
        for language in ("en", "az", "ru")
    }
    assert [len(feeds["en"]), len(feeds["az"]), len(feeds["ru"])] == [9, 1, 1]
    english = feeds["en"]
    assert [item["published_at"] for item in english] == sorted(
        (item["published_at"] for item in english), reverse=True
    )
    assert english[0]["published_at"] == "2026-02-27T16:06:00Z"
    [main] = [item for item in english if item["headline"].startswith("Amy Carlon")]
    assert main["published_at"] == "2026-02-27T15:33:00Z"
    assert main["category"] == "foreign-policy"
    assert [tag["label"] for tag in main["tags"]] == ["Amy Carlon"]
    assert main["variants"]["az"]["headline"].startswith("Emi Karlon")
    assert main["variants"]["ru"]["headline"].startswith("Эми Карлон")
    assert {item["headline"].split()[0] for item in english if item["badges"] == ["photo"]} == {
        "Azerbaijan,",
        "Azerbaijan's",
    }
    for language in ("az", "ru"):
        [variant] = feeds[language]
        assert variant["variants"]["en"]["id"] == main["id"]
        assert variant["story_id"] == main["story_id"]
    article = system.get(f"/v1/articles/{main['id']}").json()
    assert article["body"].count("\n\n") == 2
    assert "Strategic Partnership Charter" in article["body_html"]


def _of_page(system: System, item: dict[str, object]) -> bool:
    return bool(system.get(f"/v1/articles/{item['id']}").json()["source"] == "page")


def test_real_translations_with_explicit_links_are_complete_stories(system, shared_data):
    lines = (shared_data / "ntrex-dev" / "articles.jsonl").read_text("utf-8").splitlines()
    articles = []
    for line in lines:
        told = json.loads(line)
        article = {
            "source": "ntrex",
            "source_id": f"{told['story']}/{told['language']}",
            "language": told["language"],
            "headline": told["headline"],
            "body": told["body"],
            "category": "world",
        }
        if told["language"] != "en":
            article["translation_of"] = {"source": "ntrex", "source_id": f"{told['story']}/en"}
        articles.append(article)
    random.Random(7).shuffle(articles)
    answers = system.post(articles)
    assert {answer["status"] for answer in answers} == {"created"}

    def complete() -> bool:
        items = system.feed(category="world")
        return len(items) == len(articles) and all(len(item["variants"]) == 2 for item in items)

    wait_until(complete, "every story is complete", 60)
    by_id = {item["id"]: item for item in system.feed(category="world")}
    wanted = {answer["id"]: article for answer, article in zip(answers, articles, strict=True)}
    for article_id, item in by_id.items():
        story = str(wanted[article_id]["source_id"]).rpartition("/")[0]
        for variant in item["variants"].values():
            assert str(wanted[variant["id"]]["source_id"]).rpartition("/")[0] == story
