"""The live stream while what it stands on is killed: no gap, no repeat, for whatever filter."""

from functools import partial
from typing import Any

import pytest

from newsroom.events.topics import Filter
from tests.support.subscribers import Query, Subscriber
from tests.support.system import System, running
from tests.support.waiting import wait_until

LANGUAGES, CATEGORIES = ("en", "az", "ru"), ("energy", "sport", "region")
QUERIES: list[Query] = [
    (),
    (("lang", "en"),),
    (("lang", "az"), ("lang", "ru")),
    (("category", "energy"), ("category", "sport"), ("lang", "ru")),
    (("category", "region"),),
]


def chunk(number: int) -> list[dict[str, Any]]:
    """New articles, and corrections of the last chunk's that move them to another category."""

    def article(chunk: int, n: int, revision: int) -> dict[str, Any]:
        return {
            "source": "outages",
            "source_id": f"{chunk}-{n}",
            "language": LANGUAGES[n % 3],
            "headline": f"Headline {chunk} {n}, revision {revision}",
            "body": "Text. " * 100,
            "category": CATEGORIES[(chunk + n + revision) % 3],
        }

    return [article(number, n, 1) for n in range(15)] + [
        article(number - 1, n, 2) for n in range(0, 15, 4) if number
    ]


def wanted(query: Query) -> Filter:
    return Filter(
        frozenset(value for name, value in query if name == "lang"),
        frozenset(value for name, value in query if name == "category"),
    )


def expected(log: list[dict[str, Any]], query: Query) -> list[str]:
    """The events that a subscriber must have been given."""
    one = wanted(query)
    return [
        event["id"]
        for event in log
        if one.matches_change(
            frozenset(event["data"]["topics_before"]), frozenset(event["data"]["topics_after"])
        )
    ]


def wait_until_all_have_it_all(system: System, crowd: list[Subscriber]) -> None:
    system.wait_until_finished()
    log = system.log()
    for one in crowd:
        mine = expected(log, one.query)
        wait_until(partial(one.has_come_to, mine[-1]), f"{one.query} has it all")
        assert one.events == mine


@pytest.mark.soak
def test_streams_go_on_without_gap_or_repeat_while_redis_and_publish_are_killed(tmp_path):
    with running(tmp_path) as system:
        crowd = [Subscriber(system.url("publish"), query) for query in QUERIES * 3]
        for number, victim in enumerate(["redis", "publish"]):
            system.post(chunk(3 * number))
            wait_until_all_have_it_all(system, crowd)
            connects = [one.connects for one in crowd]
            system.post(chunk(3 * number + 1))
            system.kill(victim)
            system.post(chunk(3 * number + 2))
            wait_until_all_have_it_all(system, crowd)
            cut_off = [
                one.query for one, before in zip(crowd, connects, strict=True) if one.connects > before
            ]
            assert len(cut_off) == (len(crowd) if victim == "publish" else 0)
        for one in crowd:
            one.stop()
