"""Replays of readers who left end, and those of one address leave the others' alone."""

from newsroom.live import LiveSettings
from tests.integration.publish.live.lab import Client, MemoryLog, running_site, until

ENTRIES, PAGE, HOSTILE = 2000, 10, 30


async def test_a_replay_ends_with_its_reader_though_nothing_of_it_is_wanted() -> None:
    log = MemoryLog()
    settings = LiveSettings(ring_events=50, replay_page=PAGE, replay_reads=4, tick=0.02)
    async with running_site(log, settings) as site:
        for number in range(ENTRIES):
            log.append(str(number), topics=["lang:en"])
        await until(lambda: site.hub.counts.entries == ENTRIES)
        log.pages_pass.clear()
        clients = [await Client.open(site.port, "?cursor=earliest&tag=x") for _ in range(HOSTILE)]
        await until(lambda: log.pages == settings.replay_reads)
        for client in clients:
            client.abort()
        await until(lambda: site.hub.connections == 0)
        log.pages_pass.set()
        honest = await Client.open(site.port, "?cursor=earliest&lang=en")
        assert [event.said for event in await honest.take(ENTRIES)] == [str(n) for n in range(ENTRIES)]
        assert log.pages <= settings.replay_reads + 2 * ENTRIES / PAGE
        honest.abort()
