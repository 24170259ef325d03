"""publish is killed in the middle of deliveries: every event arrives, in order for each article."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from newsroom.events.articles import ArticleRevision
from tests.support.articles import id_of, revision
from tests.support.publishing import PublishProcess, publishing, say
from tests.support.receivers import receivers
from tests.support.waiting import until

ARTICLES, KILLS = 400, 3
KEY = {"Authorization": "Bearer subscriber-key-of-the-test"}


async def test_every_event_arrives_through_kills(
    tmp_path: Path, redis_url: str, mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_WEBHOOK_ALLOW", "127.0.0.0/8")
    monkeypatch.setenv("NEWSROOM_SUBSCRIBER_KEYS", '{"test": "subscriber-key-of-the-test"}')
    monkeypatch.setenv("NEWSROOM_SECRETS_KEY", "a-key-of-the-test-that-is-long")
    async with receivers() as world:
        with publishing(["one"], redis_url, mongo_url, tmp_path) as [process]:
            process.start()
            await asyncio.to_thread(process.await_ready)
            made = await _subscribe(process, world.url("/good"))
            world.secrets["/good"] = made["secret"]
            revisions = [revision(f"n{n}", number=number) for number in (1, 2) for n in range(ARTICLES // 2)]
            for number, part in enumerate(_parts(revisions, KILLS)):
                await asyncio.to_thread(say, redis_url, *part)
                before = len(world.received["/good"])

                async def some_came(before: int = before) -> bool:
                    return len(world.received["/good"]) > before + 5

                await until(some_came, f"deliveries go on, {number}")
                process.kill()
                process.start()

            wanted = {(id_of(f"n{n}"), seq) for n in range(ARTICLES // 2) for seq in (1, 2)}

            async def all_came() -> bool:
                return wanted <= {(event["subject"], event["data"]["seq"]) for event in world.events("/good")}

            await until(all_came, "every event came")
    first: dict[str, list[int]] = {}
    for event in world.events("/good"):
        seqs = first.setdefault(event["subject"], [])
        if event["data"]["seq"] not in seqs:
            seqs.append(event["data"]["seq"])
    assert all(seqs == sorted(seqs) for seqs in first.values())
    assert all(request.verified for request in world.received["/good"])


def _parts(revisions: Sequence[ArticleRevision], count: int) -> list[Sequence[ArticleRevision]]:
    size = -(-len(revisions) // count)
    return [revisions[start : start + size] for start in range(0, len(revisions), size)]


async def _subscribe(process: PublishProcess, url: str) -> dict[str, str]:
    body = {"name": "test", "kind": "webhook", "url": url, "from": "earliest"}
    async with httpx.AsyncClient(base_url=process.url, headers=KEY, trust_env=False) as client:
        answer = await client.post("/v1/subscriptions", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, str] = answer.json()

        async def active() -> bool:
            state = (await client.get(f"/v1/subscriptions/{made['id']}")).json()["state"]
            return bool(state == "active")

        await until(active, "the hook is verified")
    return made
