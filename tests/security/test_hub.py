"""A hostile client at the feeds' hub: nothing inside is asked, and a flood holds up nobody else."""

import socket
from typing import Any
from urllib.parse import urlencode

import httpx
import pymongo
import pytest

from tests.support.system import System
from tests.support.waiting import wait_until

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(system: System, callback: str, **fields: str) -> httpx.Response:
    feed = system.get("/en/feed.atom").links["self"]["url"]
    wanted = {"mode": "subscribe", "topic": feed, "callback": callback, **fields}
    return post(system, urlencode({f"hub.{name}": value for name, value in wanted.items()}))


def post(system: System, body: str | bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    address = system.get("/en/feed.atom").links["hub"]["url"]
    return httpx.post(address, content=body, headers=headers or FORM, trust_env=False, timeout=20)


@pytest.mark.parametrize(
    "callback",
    [
        *(
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://10.0.0.1/",
        ),
        *("file:///etc/passwd", "http://[::ffff:127.0.0.1]/", "gopher://a.example/", "http://a@10.0.0.1/"),
    ],
)
def test_an_address_inside_is_refused(system: System, callback: str) -> None:
    answer = ask(system, callback)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "hub.callback"


@pytest.mark.parametrize("name", ["localhost", "0x7f000001", "2130706433"])
def test_a_name_that_leads_inside_is_not_connected_to(system: System, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        inside.setblocking(False)
        assert ask(system, f"http://{name}:{inside.getsockname()[1]}/").status_code == 202
        wait_until(lambda: waiting(system, name) == 0, "it is settled")
        with pytest.raises(BlockingIOError):
            inside.accept()


def waiting(system: System, host: str) -> int:
    with pymongo.MongoClient[dict[str, Any]](system.ready["mongo"]) as client:
        intents = client.get_default_database("newsroom").websub_intents
        return intents.count_documents({"lease.host": host})


def test_a_flood_for_one_host_is_refused_and_others_are_taken(system: System) -> None:
    statuses = [ask(system, f"http://flooded.invalid/{n}").status_code for n in range(60)]
    assert statuses[0] == 202
    assert 429 in statuses
    assert ask(system, "http://another.invalid/").status_code == 202
    wait_until(lambda: waiting(system, "another.invalid") == 0, "the other host was not held up")
    assert waiting(system, "flooded.invalid") > 0


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("a" * 20_000, FORM, 413),
        ("{}", {"Content-Type": "application/json"}, 415),
        (b"\xff=\xff", FORM, 400),
        ("&".join(["hub.mode=subscribe"] * 1000), FORM, 413),
        ("&".join(["a=b"] * 1000), FORM, 400),
        ("hub.mode=subscribe&hub.mode=unsubscribe", FORM, 422),
        ("", FORM, 422),
    ],
)
def test_what_is_no_request_is_refused(
    system: System, body: str | bytes, headers: dict[str, str], status: int
) -> None:
    assert post(system, body, headers).status_code == status


def test_another_newsrooms_feed_is_no_topic(system: System) -> None:
    assert ask(system, "https://reader.example/", topic="https://other.example/feed.atom").status_code == 422
    assert ask(system, "https://reader.example/", mode="publish").status_code == 422
