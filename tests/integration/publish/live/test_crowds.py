"""Many readers at once: dropping and resuming, stalling, floods, and the server's end."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from newsroom.live import LiveSettings
from tests.integration.publish.live.lab import Client, MemoryLog, Site, running_site, until

EVENTS = 2000


class Wanderer:
    """A reader that loses its connection again and again, and resumes after the last id it was given."""

    def __init__(self, port: int, seed: int, query: str) -> None:
        self.seen: list[str] = []
        self._port = port
        self._random = random.Random(seed)
        self._query = query
        self._last: str | None = None

    async def run(self, until_said: str) -> None:
        while until_said not in self.seen[-1:]:
            query = self._query if self._last else f"{self._query}&cursor=0-0"
            client = await Client.open(self._port, query, last_id=self._last)
            with suppress(StopAsyncIteration):
                for _ in range(self._random.randint(1, 400)):
                    [event] = await client.take(1)
                    self._last = event.id
                    self.seen.append(event.said)
                    if event.said == until_said:
                        break
            client.abort()
            await asyncio.sleep(self._random.random() / 50)


@pytest.fixture(params=[True, False], ids=["takeover", "send"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    settings = LiveSettings(ring_events=200, replay_page=37, takeover=request.param, tick=0.02)
    async with running_site(MemoryLog(), settings) as running:
        yield running


async def test_clients_that_drop_and_resume_see_each_event_once(site: Site) -> None:
    chance = random.Random(7)
    languages = ["en", "az", "ru"]
    spoken = [chance.choice(languages) for _ in range(EVENTS - 1)]
    crowd = [Wanderer(site.port, seed, f"?lang={languages[seed % 3]}") for seed in range(200)]
    walks = asyncio.gather(*(wanderer.run("end") for wanderer in crowd))
    for number, language in enumerate(spoken):
        site.log.append(str(number), topics=[f"lang:{language}"])
        if number % 20 == 0:
            await asyncio.sleep(0.001)
    site.log.append("end", topics=[f"lang:{language}" for language in languages])
    async with asyncio.timeout(120):
        await walks
    for seed, wanderer in enumerate(crowd):
        mine = [str(n) for n, language in enumerate(spoken) if language == languages[seed % 3]]
        assert wanderer.seen == [*mine, "end"]


async def test_a_flood_longer_than_the_ring_loses_nothing_and_goes_out_in_few_writes(site: Site) -> None:
    clients = [await Client.open(site.port) for _ in range(30)]
    reading = asyncio.gather(*(client.take(3000) for client in clients))
    for number in range(3000):
        site.log.append(str(number))
    expected = [str(number) for number in range(3000)]
    assert all([event.said for event in events] == expected for events in await reading)
    assert site.hub.counts.writes <= 3000 * 30 / 4
    for client in clients:
        client.abort()


async def stalled_reader(port: int) -> socket.socket:
    """A connection that asks for the stream and reads nothing."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    peer.setblocking(False)
    await asyncio.get_running_loop().sock_connect(peer, ("127.0.0.1", port))
    peer.send(b"GET /v1/stream HTTP/1.1\r\nHost: lab\r\n\r\n")
    return peer


async def test_one_stalled_reader_is_cut_off_delays_nobody_and_costs_a_bounded_amount() -> None:
    settings = LiveSettings(ring_bytes=512 * 2**10, tick=0.02, send_buffer=2**14, piece=2**15)
    async with running_site(MemoryLog(), settings) as site:
        stalled = await stalled_reader(site.port)
        clients = [await Client.open(site.port) for _ in range(499)]
        await until(lambda: site.hub.connections == 500)
        held = 0
        for number in range(60):
            site.log.append(f"{number} " + "x" * 2**14)
            for event in await asyncio.gather(*(client.take(1) for client in clients)):
                assert event[0].said.startswith(f"{number} ")
            held = max(held, site.hub.held)
        assert 0 < held <= settings.piece
        await until(lambda: site.hub.connections == 499)
        assert site.hub.counts.evicted == 1
        for client in clients:
            client.abort()
        stalled.close()


async def test_a_reader_that_was_too_slow_is_told_so_and_can_resume() -> None:
    settings = LiveSettings(ring_bytes=512 * 2**10, tick=0.02, send_buffer=2**14, grace=20.0)
    async with running_site(MemoryLog(), settings) as site:
        slow = await Client.open(site.port, receive_buffer=4096)
        for number in range(600):
            site.log.append(f"{number} " + "x" * 2**14)
        await until(lambda: site.hub.counts.evicted == 1)
        *got, last = await slow.rest()
        assert last.name == "slow"
        assert last.id is None
        back = await Client.open(site.port, last_id=slow.last_id)
        got += await back.take(600 - len(got))
        assert [event.said.split()[0] for event in got] == [str(number) for number in range(600)]
        back.abort()


async def test_a_reader_that_takes_nothing_for_too_long_is_cut_off() -> None:
    settings = LiveSettings(tick=0.02, stall=0.2, grace=0.1)
    async with running_site(MemoryLog(), settings) as site:
        stalled = await stalled_reader(site.port)
        await until(lambda: site.hub.connections == 1)
        for _ in range(40):
            site.log.append("x" * 2**15)
        await until(lambda: site.hub.connections == 0)
        assert site.hub.counts.evicted == 1
        stalled.close()


async def test_the_servers_own_shutdown_ends_streams() -> None:
    async with running_site(MemoryLog(), LiveSettings(tick=0.02)) as site:
        client = await Client.open(site.port)
        rest = asyncio.create_task(client.rest())
        site.log.append("last words")
        await until(lambda: client.last_id is not None)
        site.server.should_exit = True
        assert [event.said for event in await rest] == ["last words"]


async def test_five_hundred_streams_end_with_the_server_each_after_its_last_event() -> None:
    async with running_site(MemoryLog(), LiveSettings(tick=0.02)) as site:
        crowd = [await Client.open(site.port, f"?lang={'en' if n % 2 else 'az'}") for n in range(500)]
        await until(lambda: site.hub.connections == 500)
        ends = [asyncio.create_task(client.rest()) for client in crowd]
        site.log.append("last words", topics=["lang:en", "lang:az"])
        await until(lambda: all(client.last_id for client in crowd))
        site.server.should_exit = True
        for end in await asyncio.gather(*ends):
            assert [event.said for event in end] == ["last words"]
        await until(lambda: site.hub.connections == 0)


async def test_more_readers_or_filters_than_fit_are_refused() -> None:
    async with running_site(MemoryLog(), LiveSettings(connections=3, filters=2, tick=0.02)) as site:
        one, two = await Client.open(site.port, "?tag=a"), await Client.open(site.port, "?tag=b")
        assert (await Client.open(site.port, "?tag=c")).status == 503
        one.abort()
        await until(lambda: site.hub.connections == 1)
        three, four = await Client.open(site.port, "?tag=c"), await Client.open(site.port, "?tag=c")
        assert (three.status, four.status) == (200, 200)
        fifth = await Client.open(site.port, "?tag=c")
        assert (fifth.status, fifth.headers["retry-after"]) == (503, "10")
        for client in (two, three, four):
            client.abort()
