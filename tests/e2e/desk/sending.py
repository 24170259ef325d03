"""News for the desk to decide on: real headlines in three languages, in a category that is paused."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from newsroom.events.catalogue import pair_id
from newsroom.events.identity import article_id
from tests.support.system import System
from tests.support.waiting import wait_until

HEADLINES = Path(__file__).parents[3] / "bench" / "linking" / "headlines.jsonl"
CATEGORY = "desk-tests"
# Of these the matcher is not sure in every pair: near misses of others, and names that it does not know.
_UNSURE = {"t002", "t004", "t005", "t011"}


@dataclass(frozen=True, slots=True)
class Story:
    """One story's articles as they are sent, by language."""

    articles: dict[str, dict[str, Any]]

    def id_of(self, language: str) -> str:
        sent = self.articles[language]
        return article_id(sent["source"], sent["source_id"])

    def pair(self, one: str, other: str) -> str:
        return pair_id(self.id_of(one), self.id_of(other))


def stories(count: int) -> list[Story]:
    """Stories that the matcher is sure of, each under names of its own."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    source = f"desk-{uuid.uuid4().hex[:8]}"
    now = datetime.now(UTC).isoformat()
    for line in map(json.loads, HEADLINES.read_text("utf-8").splitlines()):
        found.setdefault(line["story"], {})[line["language"]] = {
            "source": source,
            "source_id": f"{line['story']}-{line['language']}",
            "language": line["language"],
            "headline": line["headline"],
            "body": line["lead"],
            "category": CATEGORY,
            "published_at": now,
        }
    sure = [one for name, one in sorted(found.items()) if name not in _UNSURE]
    whole = [one for one in sure if {"en", "az", "ru"} <= one.keys()]
    return [Story(one) for one in whole[:count]]


def desk_call(system: System, method: str, path: str, **options: Any) -> Any:
    """A call of the JSON desk API."""
    headers = {"Authorization": f"Bearer {system.ready['desk_key']}"}
    answer = httpx.request(method, f"{system.url('translate')}{path}", headers=headers, timeout=10, **options)
    answer.raise_for_status()
    return answer.json()


def waiting(system: System) -> set[str]:
    """The suggestions that wait."""
    found: set[str] = set()
    cursor: str | None = None
    while True:
        query = {"limit": 100, **({"cursor": cursor} if cursor else {})}
        page = desk_call(system, "GET", "/v1/suggestions", params=query)
        found |= {one["id"] for one in page["suggestions"]}
        cursor = page["cursor"]
        if cursor is None:
            return found


def wait_for_suggestion(system: System, wanted: Sequence[str]) -> None:
    wait_until(lambda: set(wanted) <= waiting(system), "the pairs wait for an editor")


def story_of(system: System, article: str) -> str:
    """The story that readers see an article in."""
    return str(system.article(article)["story_id"])
