"""Keys that come and go while ingest runs, and how much each may send."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from ingest.access.pacing import Pacer
from ingest.adapters.redis_rate_limiter import RedisRateLimiter
from ingest.ledger.write import uncompressed
from newsroom.cli import app
from newsroom.runtime.clock import SystemClock
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.clock import TurnedClock
from tests.support.ingest import ready
from tests.support.ledger import entered
from tests.support.waiting import until

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}


def new_key(file: Path, *options: str) -> str:
    """A key of the command's."""
    made = CliRunner().invoke(app, ["keys", "new", "--name", "wire", "--file", str(file), *options])
    assert made.exit_code == 0, made.output
    found = re.search(r"nk_\S+", made.output)
    assert found is not None
    return found[0]


async def status(http: httpx.AsyncClient, key: str, source: str = "report") -> int:
    headers = {"Authorization": f"Bearer {key}"}
    return (await http.post("/v1/articles", json={**ARTICLE, "source": source}, headers=headers)).status_code


async def statuses(http: httpx.AsyncClient, keys: Sequence[str]) -> list[int]:
    return [await status(http, key) for key in keys]


async def test_keys_come_and_go_without_a_restart(redis_url: str, mongo_url: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    first = new_key(file, "--source", "report")
    assert first not in file.read_text()
    async with ready(redis_url, mongo_url, ingest_key=None, ingest_keys_file=file) as http:
        assert await status(http, first) == 202
        assert await status(http, first, "other") == 403
        second = new_key(file, "--source", "report", "--source", "other")

        async def answers(first_key: int, second_key: int) -> bool:
            return await statuses(http, [first, second]) == [first_key, second_key]

        await until(lambda: answers(202, 202), "the second key is known")
        with file.open("a") as lines:
            lines.write("{ half a line")
        await asyncio.to_thread(file.read_text)
        assert await statuses(http, [first, second]) == [202, 202]
        file.write_text("\n".join(file.read_text().splitlines()[1:2]))
        await until(lambda: answers(401, 202), "the first key is gone")


async def test_a_key_sends_no_more_than_its_share(redis_url: str, mongo_url: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "3")
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        headers = {"Authorization": f"Bearer {key}"}
        lines = "\n".join(f'{{"source": "report", "source_id": "{n}", "headline": "h"}}' for n in range(5))
        answer = await http.post(
            "/v1/articles", content=lines, headers={**headers, "Content-Type": "application/x-ndjson"}
        )
        found = [line["status"] for line in map(httpx.Response.json, _lines(answer))]
        assert found == ["created"] * 3 + ["refused"] * 2
        refused = await http.post("/v1/articles", json=ARTICLE, headers=headers)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202


def _lines(answer: httpx.Response) -> list[httpx.Response]:
    return [httpx.Response(200, content=line) for line in answer.text.splitlines()]


async def test_a_flood_of_one_key_reaches_no_other(
    redis_url: str, mongo_url: str, tmp_path: Path, redis_client: RedisClient
) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "5")
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        flood, json_type = {"Authorization": f"Bearer {key}"}, {"Content-Type": "application/json"}

        async def flooding(number: int) -> list[int]:
            unknown = {"source": "report", "source_id": f"never seen {number}"}
            feed = b"<rss><channel>" + b"<item><title>x</title></item>" * 1000
            answers = [
                await http.post("/v1/articles", content=b"{", headers={**flood, **json_type}),
                await http.post(
                    "/v1/articles", content=feed, headers={**flood, "Content-Type": "application/xml"}
                ),
                await http.post("/v1/withdrawals", json=unknown, headers=flood),
                await http.post("/v1/reparse", headers=flood),
            ]
            return [answer.status_code for answer in answers]

        async def posting() -> list[int]:
            answers = [
                await http.post("/v1/articles", json={**ARTICLE, "source": "other", "source_id": str(number)})
                for number in range(100)
            ]
            return [answer.status_code for answer in answers]

        own, *floods = await asyncio.gather(posting(), *(flooding(number) for number in range(60)))
        assert own == [202] * 100
        statuses = [status for statuses in floods for status in statuses]
        assert statuses.count(429) > len(statuses) / 2
        assert sum(statuses[3] == 200 for statuses in floods) == 1  # one order to read again
        assert sum(statuses[2] == 202 for statuses in floods) <= 6  # withdrawals of unknown articles
        # What was refused left nothing behind, for anybody to keep.
        kept = await redis_client.xlen("document-received")
        assert kept < 100 + 2 * 80


async def test_what_is_known_is_withdrawn_however_much_was_sent(
    redis_url: str, mongo_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "1")
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        http.headers["Authorization"] = f"Bearer {key}"
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 429
        unknown = {"source": "report", "source_id": "unknown"}
        assert (await http.post("/v1/withdrawals", json=unknown)).status_code == 202
        assert (await http.post("/v1/withdrawals", json={**unknown, "source_id": "2"})).status_code == 429
        assert (await http.post("/v1/withdrawals", json=unknown)).status_code == 202  # known by now
        known = {"source": "report", "source_id": "1"}
        for _ in range(100):
            assert (await http.post("/v1/withdrawals", json=known)).status_code == 202


async def test_bytes_are_limited_before_they_are_read(redis_url: str, mongo_url: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "1")
    limits = {"article_limit": 1_000, "document_limit": 10_000}
    async with ready(redis_url, mongo_url, ingest_keys_file=file, **limits) as http:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}

        async def lines() -> AsyncIterator[bytes]:
            yield (b"x" * 900 + b"\n") * 5

        assert (await http.post("/v1/articles", content=b"\n" * 11_000, headers=headers)).status_code == 413
        assert (await http.post("/v1/articles", content=b"\n" * 9_000, headers=headers)).status_code == 202
        refused = await http.post("/v1/articles", content=b"\n" * 9_000, headers=headers)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        # A body whose length is not announced is counted as it comes.
        answer = await http.post("/v1/articles", content=lines(), headers=headers)
        assert {line["problem"]["status"] for line in map(httpx.Response.json, _lines(answer))} == {429}


async def test_wrong_keys_are_limited_by_address_and_right_ones_are_not(
    redis_url: str, mongo_url: str
) -> None:
    async with ready(redis_url, mongo_url, wrong_key_rate=3) as http:
        assert [await status(http, "a-key-that-nobody-has") for _ in range(5)] == [401] * 3 + [429] * 2
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202


async def test_an_address_is_limited_where_that_is_set(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, address_rate=2) as http:
        answers = [await http.post("/v1/articles", json=ARTICLE) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]


async def test_beyond_a_day_s_bytes_the_beginning_of_a_document_is_kept(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    body = "It rains. " * 20_000
    async with ready(redis_url, mongo_url, ledger_daily_bytes=300_000) as http:
        for number in range(2):
            article = {**ARTICLE, "source_id": str(number), "body": f"{number} {body}"}
            assert (await http.post("/v1/articles", json=article)).status_code == 202
    whole, beginning = [entry.raw for entry in await entered(redis_client)]
    assert whole is not None
    assert beginning is not None
    assert (whole.is_whole, beginning.is_whole) == (True, False)
    assert len(uncompressed(whole.content)) > 200_000
    assert len(uncompressed(beginning.content)) == 64_000


async def test_a_share_is_let_in_at_an_even_pace_whoever_asks(redis_client: RedisClient) -> None:
    rates = [RedisRateLimiter(redis_client, Topology(), SystemClock()) for _ in range(2)]
    grants = await asyncio.gather(*(rates[n % 2].take("k", 7, 60_000) for n in range(10)))
    assert sum(grant.granted for grant in grants) == 70
    spent = await rates[0].take("slow", 5, 2)
    assert (spent.granted, spent.retry_after) == (2, 30)
    assert (await rates[1].take("slow", 1, 2)).granted == 0


LARGE = b"<rss><channel>" + b"<item><title>x</title><link>https://x.example/1</link></item>" * 4_000


async def test_what_a_flood_cannot_bring_is_refused_unread(
    redis_url: str, mongo_url: str, tmp_path: Path, redis_client: RedisClient
) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "5")
    lines = b'{"source": "report", "source_id": "1", "headline": "h"}\n' * 5000
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        headers = {"Authorization": f"Bearer {key}"}

        async def send(content: bytes, media_type: str) -> httpx.Response:
            typed = {**headers, "Content-Type": media_type}
            return await http.post("/v1/articles", content=content, headers=typed)

        first = await send(LARGE + b"</channel></rss>", "application/rss+xml")
        found = [line["status"] for line in map(httpx.Response.json, _lines(first))]
        assert len(found) == 4_000
        assert 4_000 - 10 <= found.count("refused") <= 4_000 - 5  # one more every twelve seconds
        kept = await redis_client.xlen("document-received")
        answers = [await send(LARGE, "application/rss+xml") for _ in range(10)]
        answers += [await send(lines, "application/x-ndjson") for _ in range(10)]
        assert {answer.status_code for answer in answers} == {429}
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers)
        assert await redis_client.xlen("document-received") == kept


async def test_a_kill_in_a_document_is_taken_however_much_was_sent(
    redis_url: str, mongo_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "2")
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/vnd.iptc.ninjs+json"}

        async def send(name: str, status: str) -> httpx.Response:
            item = f'{{"uri": "{name}", "type": "text", "pubstatus": "{status}", "headline": "One"}}'
            return await http.post("/v1/articles?source=report", content=item, headers=headers)

        assert [(await send(name, "usable")).status_code for name in "abc"] == [202, 202, 429]
        assert (await send("a", "canceled")).json()["status"] == "withdrawn"
        unknown = [(await send(f"never seen {number}", "canceled")).status_code for number in range(4)]
        assert unknown == [202, 202, 429, 429]
        assert (await send("b", "canceled")).json()["status"] == "withdrawn"


async def test_who_goes_on_beyond_a_limit_is_answered_later_and_later() -> None:
    clock = TurnedClock()
    pacer = Pacer(clock)
    await asyncio.wait_for(pacer.settle("flood"), 1)
    for _ in range(5):
        pacer.owe("flood", 0.01, 500_000)
    assert pacer.owed("flood") == pytest.approx(0.1)
    assert pacer.owed("other") == 0
    clock.turn(0.06)
    assert pacer.owed("flood") == pytest.approx(0.04)
    pacer.owe("flood", 0.01, 10**12)
    assert pacer.owed("flood") == 10
    clock.turn(60)
    assert pacer.owed("flood") == 0
    await asyncio.wait_for(pacer.settle("flood"), 1)
