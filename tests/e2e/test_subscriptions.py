"""`newsroom subscriptions`, as a subscriber uses it."""

import asyncio
import json
import subprocess

import pytest

from tests.e2e.site.sending import article, id_of
from tests.support.feed_receivers import feed_receivers
from tests.support.served import served
from tests.support.shop import Shop
from tests.support.system import System
from tests.support.waiting import until, wait_until


def test_a_web_hook_from_its_creation_to_its_end(system: System) -> None:
    shop, sent = Shop(), article("az")
    with served(shop) as url:
        made = json.loads(
            system.run("subscriptions", "create", "Shop", "--hook", f"{url}/hook", "--lang", "az", "--json")
        )
        shop.know(made["secret"])
        name = made["id"]
        assert made["topics"]["lang"] == ["az"]
        wait_until(lambda: "active" in _line(system, name), "the address has answered the challenge")
        assert "delivered" in system.run("subscriptions", "test", name)

        system.post([article("en"), sent])
        wait_until(lambda: id_of(sent) in {one for one, _ in shop.seen}, "the article came")
        assert len({one for one, _ in shop.seen}) == 1
        cursor = _cursor_of(system, id_of(sent))
        shop.seen.clear()
        assert "delivered" in system.run("subscriptions", "resend", name, cursor)
        assert [one for one, _ in shop.seen] == [id_of(sent)]
        shop.seen.clear()
        system.run("subscriptions", "replay", name, "--from", made["cursor"])
        wait_until(lambda: shop.seen, "it came again")

        assert "paused" in system.run("subscriptions", "pause", name)
        assert "active" in system.run("subscriptions", "resume", name)
        assert system.run("subscriptions", "rotate", name).startswith("secret, shown this once: whsec_")
        shown = system.run("subscriptions", "show", name)
        assert f"url: {url}/hook" in shown
        assert "secret" not in shown
        assert "delivered" in system.run("subscriptions", "deliveries", name)
        assert system.run("subscriptions", "delete", name) == f"deleted: {name}\n"
        assert name not in system.run("subscriptions", "list")


async def test_a_feed_is_sent_as_it_changes(system: System) -> None:
    sent = article("ru")
    async with feed_receivers() as world:
        command = ("subscriptions", "create", "Reader", "--feed-hook", world.url("/feed"), "--lang", "ru")
        made = json.loads(await asyncio.to_thread(system.run, *command, "--json"))
        world.secrets["/feed"] = made["secret"]
        assert made["feed"].endswith("/ru/feed.atom")
        name = made["id"]

        async def active() -> bool:
            return "active" in await asyncio.to_thread(_line, system, name)

        await until(active, "the address has confirmed")
        await asyncio.to_thread(system.post, [sent])

        async def came() -> bool:
            return any(id_of(sent) in ping.text and ping.signed for ping in world.pings["/feed"])

        await until(came, "the feed came")
        shown = await asyncio.to_thread(system.run, "subscriptions", "show", name)
        assert f"feed: {made['feed']}" in shown
        assert "lease until: 20" in shown
        await asyncio.to_thread(system.run, "subscriptions", "delete", name)


def test_without_a_hook_it_is_a_stream(system: System) -> None:
    made = json.loads(system.run("subscriptions", "create", "Index", "--from", "earliest", "--json"))
    assert made["kind"] == "stream"
    assert made["stream"] in system.run("subscriptions", "show", made["id"])
    system.run("subscriptions", "delete", made["id"])


def test_a_refusal_is_said(system: System) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        system.run("subscriptions", "show", "sub_none")
    assert "This key has no subscription of this id." in refused.value.stderr


def _line(system: System, subscription_id: str) -> str:
    lines = system.run("subscriptions", "list").splitlines()
    return next(line for line in lines if line.startswith(subscription_id))


def _cursor_of(system: System, article_id: str) -> str:
    cursor = "earliest"
    while True:
        page = system.get("/v1/changes", limit=100, cursor=cursor).json()
        cursors = zip(page["cursors"], page["events"], strict=True)
        for found, event in cursors:
            if event["subject"] == article_id:
                return str(found)
        assert page["cursor"] != cursor, f"{article_id} is not on the log"
        cursor = page["cursor"]
