"""publish is killed between intents and in the middle of pings: whoever was answered 202 is sent the feed."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.articles import id_of, revision
from tests.support.feed_receivers import FeedReceivers, feed_receivers, form
from tests.support.publishing import PublishProcess, publishing, say
from tests.support.waiting import until

SECRET = "of the subscriber's own"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.soak
async def test_a_feed_arrives_through_kills(
    tmp_path: Path, redis_url: str, mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_WEBHOOK_ALLOW", "127.0.0.0/8")
    monkeypatch.setenv("NEWSROOM_SECRETS_KEY", "a-key-of-the-test-that-is-long")
    async with feed_receivers() as world:
        world.secrets["/reader"] = SECRET
        with publishing(["one"], redis_url, mongo_url, tmp_path) as [process]:
            process.start()
            await asyncio.to_thread(process.await_ready)
            feed = await _subscribe(process, world)
            process.kill()  # perhaps before the callback was asked
            process.start()
            await asyncio.to_thread(process.await_ready)
            await until(_asked(world), "the callback was asked")
            for number in range(2):
                await asyncio.to_thread(say, redis_url, revision(f"n{number}"))
                await until(_shows(world, f"n{number}"), f"the feed came, {number}")
                await asyncio.to_thread(say, redis_url, revision(f"late{number}"))
                process.kill()
                process.start()
                await asyncio.to_thread(process.await_ready)
            await until(_shows(world, "n0", "n1", "late0", "late1"), "the feed came whole")
    assert all(ping.signed and feed in ping.headers["Link"] for ping in world.pings["/reader"])


async def _subscribe(process: PublishProcess, world: FeedReceivers) -> str:
    async with httpx.AsyncClient(base_url=process.url, trust_env=False) as client:
        document = await client.get("/en/feed.atom")
        links = {link["rel"]: link["url"] for link in document.links.values()}
        body = form(mode="subscribe", topic=links["self"], callback=world.url("/reader"), secret=SECRET)
        path = httpx.URL(links["hub"]).path
        answer = await client.post(path, content=body, headers=FORM)
    assert answer.status_code == 202, answer.text
    return links["self"]


def _asked(world: FeedReceivers):
    async def asked() -> bool:
        return bool(world.asked["/reader"])

    return asked


def _shows(world: FeedReceivers, *names: str):
    async def shows() -> bool:
        pings = world.pings["/reader"]
        return bool(pings) and all(id_of(name) in pings[-1].text for name in names)

    return shows
