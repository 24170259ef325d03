"""Pictures of the pages for docs/pages.md, made on demand, as told there."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsroom.stack import sample_wire
from tests.support.browsing import Reading, readers
from tests.support.system import System, running

_FOLDER = os.environ.get("NEWSROOM_SCREENSHOTS", "")
_APART = timedelta(minutes=7)

pytestmark = pytest.mark.skipif(not _FOLDER, reason="set NEWSROOM_SCREENSHOTS to a folder")


@pytest.fixture(scope="module")
def newsroom_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of its own with the sample wire, as if it had come over the last hours."""
    with running(tmp_path_factory.mktemp("pictured")) as system:
        articles = [line for line in sample_wire.read() if line.call == "articles"]
        now = datetime.now(UTC)
        for position, line in enumerate(articles):
            at = now - _APART * (len(articles) - position)
            system.post([{"published_at": at.isoformat()} | json.loads(sample_wire.body_of(line))])
        gone = _withdrawn()
        system.withdraw(gone.source, gone.source_id)
        system.post([_LONG | {"published_at": (now - _APART * 5).isoformat()}])
        system.wait_until_finished()
        yield system


@pytest.fixture
def reading(browser: Any, newsroom_at_work: System) -> Iterator[Reading]:
    with readers(browser, newsroom_at_work.url("publish")) as made:
        yield made


# Each page once or twice, so that every language, size and scheme is looked at.
SHOTS = [
    ("front", "en", "wide", "light"),
    ("front", "az", "phone", "light"),
    ("front", "ru", "wide", "dark"),
    ("news", "ru", "wide", "light"),
    ("category", "az", "phone", "dark"),
    ("tag", "ru", "wide", "light"),
    ("search", "az", "wide", "light"),
    ("search-empty", "ru", "phone", "light"),
    ("day", "az", "wide", "dark"),
    ("article", "en", "wide", "light"),
    ("article", "ru", "phone", "light"),
    ("correction", "az", "phone", "dark"),
    ("long", "az", "phone", "light"),
    ("long", "az", "wide", "light"),
    ("gone", "ru", "phone", "light"),
    ("missing", "en", "wide", "light"),
    ("empty", "az", "phone", "light"),
]
_LONG = {
    "source": "demo",
    "source_id": "long",
    "language": "az",
    "headline": "Azərbaycanlılaşdırılmayanlardansınızmı: beynəlxalqləşdirilməməlisinizlərdənmişsinizcəsinə "
    "uzun bir başlığın telefonda və geniş ekranda bir neçə sətirə necə sığdığını göstərən sınaq xəbəri",
    "lead": "Sözlər uzundur, amma səhifə kənara sürüşmür; 1 234 567 manat.",
    "category": "culture",
    "tags": ["Beynəlxalqləşdirilməməlisinizlərdənmişsinizcəsinə"],
}


@pytest.mark.parametrize(("kind", "language", "size", "scheme"), SHOTS)
def test_picture(newsroom_at_work, reading, kind, language, size, scheme):
    reader = reading(size, scheme=scheme)
    reader.open_live(_path(newsroom_at_work, kind, language))
    file = Path(_FOLDER) / f"{kind}-{language}-{size}-{scheme}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    reader.page.screenshot(path=file)
    assert file.stat().st_size > 0


def _path(system: System, kind: str, language: str) -> str:
    match kind:
        case "article":
            return _found(system, language, lambda one: one["media"] and len(one["variants"]) > 1)
        case "correction":
            return _found(system, language, lambda one: one["correction"])
        case "long":
            return _found(system, language, lambda one: one["headline"] == _LONG["headline"])
        case "gone":
            return f"/{language}/news/x-{_withdrawn().article_id}"
        case _:
            day = (datetime.now(UTC) - timedelta(hours=12)).date().isoformat()
            places = {
                "front": "",
                "news": "news/",
                "category": "energy/",
                "tag": "tag/karabakh/",
                "search": "search?q=Xəzər",
                "search-empty": "search?q=антициклон",
                "day": f"archive/{day}/",
                "missing": "zz/zz",
                "empty": "tag/nothing/",
            }
            return f"/{language}/{places[kind]}"


def _withdrawn() -> sample_wire.Withdrawal:
    return next(line.body for line in sample_wire.read() if line.call == "withdrawals")


def _found(system: System, language: str, wanted: Any) -> str:
    for item in system.feed(lang=language):
        whole = system.article(item["id"])
        if wanted(whole):
            return str(whole["url"]).removeprefix(system.url("publish"))
    raise AssertionError("the sample wire has no such article")
