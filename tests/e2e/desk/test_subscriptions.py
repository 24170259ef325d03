"""Subscriptions on the desk: made, tested, paused and resumed there, with every delivery."""

import json
import re

import pytest

from tests.e2e.site.sending import article, id_of
from tests.support.door import Door
from tests.support.served import served
from tests.support.shop import Shop
from tests.support.system import System
from tests.support.waiting import wait_until

PATH = "/desk/subscriptions"


@pytest.fixture
def door(system: System) -> Door:
    return Door(system)


def order(door: Door, path: str, **fields: str) -> None:
    assert door.post(path, **fields).status_code == 303


def test_a_subscription_is_made_and_paused_there(system: System, door: Door) -> None:
    answer = door.post(
        PATH, owner="subscriber", name="Archive of Baku", kind="stream", lang="az", start="now"
    )
    assert answer.status_code == 303
    path = answer.headers["location"].partition("?")[0]
    wait_until(lambda: "Archive of Baku" in door.http.get(path).text, "publish has made it")
    assert "Archive of Baku" in door.http.get(PATH).text
    order(door, path, order="pause", reason="they move house")
    wait_until(lambda: "they move house" in door.http.get(path).text, "it is carried out")
    name = path.rpartition("/")[2]
    assert json.loads(system.run("subscriptions", "show", name, "--json"))["state"] == "paused"


def test_a_web_hooks_owner_sees_its_deliveries_there(system: System, door: Door) -> None:
    shop, sent = Shop(), article("az")
    with served(shop) as url:
        made = json.loads(
            system.run("subscriptions", "create", "Shop", "--hook", f"{url}/hook", "--lang", "az", "--json")
        )
        shop.know(made["secret"])
        path = f"{PATH}/{made['id']}"
        wait_until(lambda: "active" in door.http.get(path).text, "the address has answered the challenge")
        system.post([sent])
        wait_until(lambda: id_of(sent) in door.http.get(path).text, "the delivery is listed")
        order(door, path, order="test")
        wait_until(lambda: "subscription" in door.http.get(path).text and _tests(door, path), "it is tested")
        shop.seen.clear()
        order(door, path, order="replay", cursor="earliest", reason="their disk is gone")
        wait_until(lambda: id_of(sent) in {one for one, _ in shop.seen}, "it came again")
        system.run("subscriptions", "delete", made["id"])


def _tests(door: Door, path: str) -> bool:
    return bool(re.search(r"sub_[0-9a-f]+\.tested\.", door.http.get(path).text))


def test_what_is_no_order_is_refused(system: System, door: Door) -> None:
    assert door.http.get(f"{PATH}/sub_{'0' * 20}").status_code == 404
    assert door.http.get(f"{PATH}/nothing").status_code == 404
    assert door.post(f"{PATH}/sub_{'0' * 20}", order="pause").status_code == 404
    assert door.post(PATH, owner="subscriber", name="x", kind="webhook").status_code == 422  # no address
    assert door.post(PATH, owner="subscriber", name="x", kind="stream", lang="xx").status_code == 422


def test_an_order_that_publish_refuses_says_why(system: System, door: Door) -> None:
    answer = door.post(PATH, owner="nobody at all", name="x", kind="stream")
    path = answer.headers["location"].partition("?")[0]

    def refused() -> bool:
        return "No subscriber" in door.http.get(path).text

    wait_until(refused, "the reason is shown")
