"""The guarded fetch against a server that misbehaves."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import replace

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest

from ingest.fetching.credentials import Credentials
from ingest.fetching.fetcher import Fetcher, fetching
from ingest.fetching.gate import HostGate
from ingest.fetching.limits import Limits
from ingest.fetching.outcomes import Conditions, Failed, FailureKind, Fetched, NotModified
from newsroom.http.fetch_guard import Guard
from tests.support.clock import TurnedClock
from tests.support.outside import Handler, Outside, Reply, dripping, endless, hang, huge

LIMITS = Limits(wire=200_000, content=400_000, connect=1, silence=0.3, total=0.6)
FEED = b"<rss/>"
BOMB = gzip.compress(b"\0" * 50_000_000)


@pytest.fixture
async def fetcher(world: Outside) -> AsyncIterator[Fetcher]:
    guard = Guard(frozenset({f"127.0.0.1:{world.port}"}))
    async with fetching(guard, HostGate(), TurnedClock(), LIMITS, Credentials(), "test/1") as made:
        yield made


def kind_of(outcome: object) -> FailureKind:
    assert isinstance(outcome, Failed), outcome
    assert outcome.detail
    return outcome.kind


async def test_what_is_there_comes_with_what_is_said_of_it(world: Outside, fetcher: Fetcher) -> None:
    headers = {"Content-Type": "Application/RSS+xml; charset=Windows-1251", "Last-Modified": "yesterday"}
    world.says["/feed"] = Reply(FEED, headers=headers, etag='W/"1"')
    outcome = await fetcher.get(world.url("/feed#top"))
    assert outcome == Fetched(
        world.url("/feed"), FEED, "application/rss+xml", "windows-1251", Conditions('W/"1"', "yesterday")
    )
    [asked] = world.asked["/feed"]
    assert asked["User-Agent"] == "test/1"
    assert "Cookie" not in asked
    assert await fetcher.get(world.url("/feed"), outcome.conditions) == NotModified()
    assert world.asked["/feed"][1]["If-Modified-Since"] == "yesterday"


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (Reply(status=404), FailureKind.REFUSED),
        (Reply(status=410), FailureKind.GONE),
        (Reply(status=500), FailureKind.SERVER_ERROR),
        (Reply(status=304), FailureKind.BROKEN_ANSWER),
        (Reply(status=204), FailureKind.BROKEN_ANSWER),
        (Reply(status=302), FailureKind.BROKEN_ANSWER),
        (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), FailureKind.BROKEN_ANSWER),
        (Reply(FEED, headers={"Content-Encoding": "zstd"}), FailureKind.BROKEN_ANSWER),
        (Reply(FEED, headers={"X-Long": "x" * 20_000}), FailureKind.BROKEN_ANSWER),
        (Reply(BOMB, headers={"Content-Encoding": "gzip"}), FailureKind.TOO_LARGE),
        (
            Reply(brotli.compress(b"\0" * 9_000_000, quality=5), headers={"Content-Encoding": "br"}),
            FailureKind.TOO_LARGE,
        ),
        (Reply(b"x" * 300_000), FailureKind.TOO_LARGE),
        (huge(100_000_000), FailureKind.TOO_LARGE),
        (endless, FailureKind.TOO_LARGE),
        (hang, FailureKind.TIMEOUT),
        (dripping, FailureKind.TIMEOUT),
    ],
)
async def test_what_goes_wrong_has_a_name(
    world: Outside, fetcher: Fetcher, handler: Handler, kind: FailureKind
) -> None:
    world.says["/feed"] = handler
    assert kind_of(await fetcher.get(world.url("/feed"))) is kind
    world.says["/feed"] = Reply(FEED)
    assert isinstance(await fetcher.get(world.url("/feed")), Fetched)


async def test_a_drip_is_given_up_by_its_pace(world: Outside, fetcher: Fetcher) -> None:
    world.says["/feed"] = dripping
    limits = replace(LIMITS, total=30, pace=1e9, grace=0.1)
    slow = replace(fetcher, limits=limits)
    task = asyncio.create_task(slow.get(world.url("/feed")))
    assert kind_of(await asyncio.wait_for(task, 25)) is FailureKind.TOO_SLOW


@pytest.mark.parametrize("header", ["120", "Mon, 02 Mar 2026 12:02:00 GMT"])
async def test_slow_down_says_for_how_long(world: Outside, fetcher: Fetcher, header: str) -> None:
    world.says["/feed"] = Reply(status=429, headers={"Retry-After": header})
    outcome = await fetcher.get(world.url("/feed"))
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.retry_after) == (FailureKind.SLOW_DOWN, 120)


@pytest.mark.parametrize(
    "target",
    [
        *(
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.2/",
            "http://[::1]/",
            "http://localhost/",
        ),
        *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/"),
        *("file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/"),
    ],
)
async def test_no_redirect_leads_to_a_closed_address(world: Outside, fetcher: Fetcher, target: str) -> None:
    world.says["/feed"] = Reply(status=302, headers={"Location": target})
    refusals = {FailureKind.CLOSED_ADDRESS, FailureKind.BAD_ADDRESS}
    assert kind_of(await fetcher.get(world.url("/feed"))) in refusals
    assert kind_of(await fetcher.get(target)) in refusals


async def test_redirects_are_followed_and_permanent_ones_told(world: Outside, fetcher: Fetcher) -> None:
    world.says["/old"] = Reply(status=301, headers={"Location": "/new"})
    world.says["/new"] = Reply(FEED)
    outcome = await fetcher.get(world.url("/old"))
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.moved_to) == (world.url("/new"), world.url("/new"))
    world.says["/round"] = Reply(status=302, headers={"Location": "/round"})
    assert kind_of(await fetcher.get(world.url("/round"))) is FailureKind.TOO_MANY_REDIRECTS
    assert len(world.asked["/round"]) == LIMITS.redirects + 1


async def test_credentials_do_not_go_to_another_host(world: Outside) -> None:
    url = world.url("/feed").replace("//", "//agency:secret@")
    guard = Guard(frozenset({"127.0.0.1", "localhost"}))
    credentials = Credentials.of(url, {"X-Key": "k"})
    world.says["/feed"] = Reply(status=302, headers={"Location": world.url("/there", "localhost")})
    world.says["/there"] = Reply(FEED)
    async with fetching(guard, HostGate(), TurnedClock(), LIMITS, credentials, "test/1") as fetcher:
        assert isinstance(await fetcher.get(url), Fetched)
    [first], [second] = world.asked["/feed"], world.asked["/there"]
    assert (first["Authorization"], first["X-Key"]) == ("Basic YWdlbmN5OnNlY3JldA==", "k")
    assert "Authorization" not in second
    assert "X-Key" not in second


async def test_a_host_is_asked_one_thing_at_a_time(world: Outside, fetcher: Fetcher) -> None:
    async def slowly(request: object) -> object:
        await asyncio.sleep(0.01)
        return await Reply(FEED)(request)  # type: ignore[arg-type]  # any request will do

    world.says["/feed"] = slowly  # type: ignore[assignment]  # as above
    await asyncio.gather(*(fetcher.get(world.url("/feed")) for _ in range(5)))
    assert world.most_at_once == 1


async def test_a_host_that_nobody_knows_is_unreachable(fetcher: Fetcher) -> None:
    assert kind_of(await fetcher.get("http://nobody.invalid/feed")) is FailureKind.UNREACHABLE
    assert kind_of(await fetcher.get("http://[")) is FailureKind.BAD_ADDRESS
