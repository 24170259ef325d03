"""Deliveries to real receivers: each gets what it is owed, and none holds up another."""

import asyncio
import contextlib
import dataclasses
import json
import time
from collections.abc import Mapping

import pytest
from aiohttp import web

from newsroom.http.problems import ProblemError
from newsroom.stores.errors import StoreUnavailableError
from publish.adapters.mongo_subscriptions import MongoSubscriptions
from publish.subscriptions.model import Progress
from publish.subscriptions.requests import ReplayRequest, ResendRequest
from tests.integration.publish.subscriptions.conftest import Desk
from tests.support.articles import id_of, revision, withdrawal
from tests.support.receivers import failing_first, hang, status
from tests.support.waiting import until


async def test_a_receiver_gets_every_event_of_its_topics_signed_and_in_order(desk: Desk) -> None:
    made = await desk.subscribe("/good", topics={"lang": ["en"]})
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"), revision("b", "az"), revision("a", number=2), revision("c"))
        await desk.side.tell(withdrawal("c", 2))
        kinds = await desk.until_kinds("/good", 4)
        await desk.until_kinds("/good", 4)
    assert [kind for kind, one in kinds if one == id_of("a")] == ["published", "updated"]
    assert ("withdrawn", id_of("c")) in kinds
    assert all(one != id_of("b") for _, one in kinds)
    assert all(request.verified for request in desk.world.received["/good"])
    logged = {change.cursor: change.encoded for change in await desk.history.page("0-0", 100)}
    for request in desk.world.received["/good"]:
        assert request.headers["Content-Type"].startswith("application/cloudevents+json")
        [event] = request.events
        assert request.headers["webhook-id"] == event["id"]
        if request.headers["Newsroom-Cursor"] in logged:
            assert logged[request.headers["Newsroom-Cursor"]] == request.body
    after = await desk.now(made)
    assert after.progress.cursor == await desk.log.latest()
    assert after.progress.last_confirmed is not None
    assert after.progress.undelivered == ()


async def test_a_batch_has_many_events_and_keeps_their_order(desk: Desk) -> None:
    await desk.side.tell(*(revision(f"n{n}") for n in range(25)))
    made = await desk.subscribe("/batch", batch=10, **{"from": "earliest"})
    async with desk.dispatching():
        await desk.until_state(made, "active")
        kinds = await desk.until_kinds("/batch", 25)
    assert sorted(one for _, one in kinds) == sorted(id_of(f"n{n}") for n in range(25))
    requests = desk.world.received["/batch"]
    assert len(requests) < 15
    assert all(request.verified for request in requests)
    assert requests[0].headers["Content-Type"].startswith("application/cloudevents-batch+json")
    assert len(requests[0].headers["Newsroom-Cursor"].split(", ")) == len(requests[0].events)


async def test_nothing_is_delivered_before_the_handshake(desk: Desk) -> None:
    desk.world.silent.add("/late")
    made = await desk.subscribe("/late")
    async with desk.dispatching():
        await desk.side.tell(revision("a"))
        await until(_count(desk, "/late", 2), "asked twice")
        assert desk.world.received["/late"] == []
        assert (await desk.now(made)).state == "paused"
        desk.world.silent.clear()
        await desk.until_state(made, "active")
        assert await desk.until_kinds("/late", 1) == [("published", id_of("a"))]


def _count(desk: Desk, path: str, times: int):
    async def reached() -> bool:
        return desk.world.challenged[path] >= times

    return reached


async def test_a_failure_is_retried_under_the_same_id_and_order_is_kept(desk: Desk) -> None:
    desk.world.answers["/flaky"] = failing_first(2)
    made = await desk.subscribe("/flaky")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"), revision("a", number=2))
        kinds = await desk.until_kinds("/flaky", 4)
    assert [kind for kind, _ in kinds] == ["published", "published", "published", "updated"]
    ids = [request.headers["webhook-id"] for request in desk.world.received["/flaky"]]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    deliveries = await desk.calls.store.attempts(made.id, None, 100)
    assert [(one.delivered, one.status, one.attempt) for one in deliveries if one.cursors][::-1] == [
        *((False, 500, 1), (False, 500, 2), (True, 204, 3), (True, 204, 1))
    ]


@pytest.mark.parametrize("batch", [1, 10])
async def test_an_article_that_is_refused_blocks_no_other(desk: Desk, batch: int) -> None:
    accepted: set[str] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        parsed = json.loads(await request.read())
        subjects = {event["subject"] for event in (parsed if isinstance(parsed, list) else [parsed])}
        if id_of("poison") in subjects:
            return web.Response(status=500)
        accepted.update(subjects)
        return web.Response(status=204)

    desk.world.answers["/picky"] = answer
    made = await desk.subscribe("/picky", batch=batch)
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("poison"), *(revision(f"n{n}") for n in range(20)))

        async def rest() -> bool:
            return {id_of(f"n{n}") for n in range(20)} <= accepted

        await until(rest, "all others came")
    assert (await desk.now(made)).state == "active"


async def test_410_switches_off(desk: Desk) -> None:
    desk.world.answers["/gone"] = status(410)
    made = await desk.subscribe("/gone")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"))
        await desk.until_state(made, "off")
        await desk.side.tell(revision("b"), withdrawal("b", 2))
        desk.world.answers.clear()
        await desk.change(made, state="active")
        await desk.until_kinds("/gone", 3)
    assert desk.world.kinds("/gone")[0] == ("published", id_of("a"))
    assert ("withdrawn", id_of("b")) in desk.world.kinds("/gone")


async def test_429_waits_for_as_long_as_it_was_asked(desk: Desk) -> None:
    desk.world.answers["/slow"] = failing_first(1, 429, {"Retry-After": "2"})
    made = await desk.subscribe("/slow")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"))
        await desk.until_kinds("/slow", 1)
        asked = time.monotonic()
        await desk.side.tell(revision("b"))
        await desk.until_kinds("/slow", 3)
        assert time.monotonic() - asked >= 1.8


async def test_redirects_are_refused_and_an_endpoint_that_fails_is_only_probed(desk: Desk) -> None:
    desk.world.answers["/moved"] = status(302, {"Location": desk.world.url("/elsewhere")})
    made = await desk.subscribe("/moved")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(*(revision(f"n{n}") for n in range(8)))
        await desk.until_state(made, "failing")
        assert desk.world.received["/elsewhere"] == []
        desk.world.answers.clear()
        await desk.until_state(made, "active")

        async def all_came() -> bool:
            return not (await desk.now(made)).progress.undelivered

        await until(all_came, "everything is delivered")
    assert {one for _, one in desk.world.kinds("/moved")} == {id_of(f"n{n}") for n in range(8)}


async def test_one_that_hangs_holds_up_nobody(desk: Desk) -> None:
    desk.world.answers["/hangs"] = hang
    slow, good = await desk.subscribe("/hangs"), await desk.subscribe("/good")
    async with desk.dispatching():
        await desk.until_state(slow, "active")
        await desk.until_state(good, "active")
        begun = time.monotonic()
        await desk.side.tell(*(revision(f"n{n}") for n in range(20)))
        await desk.until_kinds("/good", 20)
        assert time.monotonic() - begun < 10


async def test_a_withdrawal_takes_the_place_of_what_is_retried_and_comes_at_once(desk: Desk) -> None:
    desk.world.answers["/flaky"] = status(500)
    made = await desk.subscribe("/flaky")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a", headline="Secret"), *(revision(f"n{n}") for n in range(5)))
        await desk.until_state(made, "failing")
        before = len(desk.world.received["/flaky"])
        await desk.side.tell(withdrawal("a", 2))
        begun = time.monotonic()

        async def came() -> bool:
            return ("withdrawn", id_of("a")) in desk.world.kinds("/flaky")

        await until(came, "the withdrawal is tried")
        assert time.monotonic() - begun < 2
        desk.world.answers.clear()
        await desk.until_state(made, "active")
    position = desk.world.kinds("/flaky").index(("withdrawn", id_of("a")))
    later = desk.world.received["/flaky"][position:]
    assert position >= before - 1
    assert not any(b"Secret" in request.body for request in later)


async def test_a_withdrawal_passes_a_pause_and_the_backlog(desk: Desk) -> None:
    made = await desk.subscribe("/paused")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a", headline="Secret"))
        await desk.until_kinds("/paused", 1)
        await desk.change(made, state="paused")
        await asyncio.sleep(1.2)  # no event tells that a pause has begun
        await desk.side.tell(*(revision(f"n{n}") for n in range(40)), revision("b", headline="Secret B"))
        await desk.side.tell(withdrawal("a", 2), withdrawal("b", 2))
        kinds = await desk.until_kinds("/paused", 3)
        assert set(kinds[1:3]) == {("withdrawn", id_of("a")), ("withdrawn", id_of("b"))}
        await desk.archive()
        await desk.change(made, state="active")
        await desk.until_kinds("/paused", 43)
    assert len(desk.world.kinds("/paused")) == 43
    assert not any(b"Secret B" in request.body for request in desk.world.received["/paused"])


async def test_a_backlog_of_a_dead_dispatcher_is_passed_by_a_withdrawal(desk: Desk) -> None:
    made = await desk.subscribe("/good")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"))
        await desk.until_kinds("/good", 1)
    await desk.side.tell(*(revision(f"n{n}") for n in range(300)))
    await desk.side.tell(withdrawal("a", 2))
    came = asyncio.Event()

    async def answer(_: web.Request) -> web.StreamResponse:
        """Beyond the first hundred only once the withdrawal came: not a race of reading and delivering."""
        kinds = desk.world.kinds("/good")
        if kinds[-1] == ("withdrawn", id_of("a")):
            came.set()
        if len(kinds) > 100:
            await came.wait()
        return web.Response(status=204)

    desk.world.answers["/good"] = answer
    async with desk.dispatching("two"):
        kinds = await desk.until_kinds("/good", 302)
    assert kinds.index(("withdrawn", id_of("a"))) < 150
    assert len(kinds) == 302


async def test_a_withdrawal_that_nobody_distributed_is_the_first_delivery(desk: Desk) -> None:
    """Behind more than an outbox reads at once, at a receiver that is ready and at one that is paused."""
    good, paused = await desk.subscribe("/good"), await desk.subscribe("/paused")
    async with desk.dispatching():
        await desk.until_state(good, "active")
        await desk.until_state(paused, "active")
        await desk.side.tell(revision("a"), revision("b"))
        await desk.until_kinds("/good", 2)
        await desk.until_kinds("/paused", 2)
        await desk.change(paused, state="paused")
        await desk.until_saved(paused)
    await desk.side.tell(*(revision(f"n{n}") for n in range(300)))
    await desk.side.tell(withdrawal("a", 2))
    await desk.archive()
    await desk.side.tell(*(revision(f"m{n}") for n in range(10)), withdrawal("b", 2))
    wanted = {("withdrawn", id_of("a")), ("withdrawn", id_of("b"))}
    async with desk.dispatching("two"):
        assert set((await desk.until_kinds("/good", 4))[2:4]) == wanted
        assert set((await desk.until_kinds("/paused", 4))[2:4]) == wanted
        await desk.until_kinds("/good", 314)
        await desk.change(paused, state="active")
        await desk.until_kinds("/paused", 314)
    for path in ("/good", "/paused"):
        assert len(desk.world.kinds(path)) == 314


async def test_who_begins_behind_is_told_first_what_was_withdrawn_since(desk: Desk) -> None:
    """Both of one that was made before anybody delivered, and of one that begins at a cursor of its own."""
    made = await desk.subscribe("/early")
    await desk.side.tell(revision("a"))
    held = await desk.log.latest()
    await desk.side.tell(*(revision(f"n{n}") for n in range(300)), withdrawal("a", 2))
    async with desk.dispatching():
        assert (await desk.until_kinds("/early", 1))[0] == ("withdrawn", id_of("a"))
        await desk.until_kinds("/early", 301)
        await desk.subscribe("/later", **{"from": held})
        assert (await desk.until_kinds("/later", 1))[0] == ("withdrawn", id_of("a"))
        await desk.until_kinds("/later", 301)
    assert (await desk.now(made)).progress.undelivered == ()
    assert len(desk.world.kinds("/early")) == len(desk.world.kinds("/later")) == 301


class _FullOfProgress(MongoSubscriptions):
    """MongoDB that takes a lease, and no progress while it is `full`."""

    full = False

    async def save_progress(self, progress: Mapping[str, Progress]) -> None:
        if self.full:
            raise StoreUnavailableError("of the test")
        await super().save_progress(progress)


async def test_a_withdrawal_that_was_distributed_and_not_saved_is_distributed_again(desk: Desk) -> None:
    made = await desk.subscribe("/paused")
    store = _FullOfProgress(desk.db)
    async with desk.dispatching(store=store):
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"), revision("b"))
        await desk.until_kinds("/paused", 2)
        await desk.change(made, state="paused")
        await desk.until_saved(made)
        store.full = True
        desk.world.answers["/paused"] = status(500)
        await desk.side.tell(revision("c"), withdrawal("a", 2))
        await desk.until_kinds("/paused", 3)
        await desk.until_renewed(times=2)
    desk.world.answers.clear()
    before = len(desk.world.kinds("/paused"))
    async with desk.dispatching("two"):
        kinds = await desk.until_kinds("/paused", before + 1)
    assert kinds[-1] == ("withdrawn", id_of("a"))


async def test_one_replica_delivers_and_another_takes_over(desk: Desk) -> None:
    made = await desk.subscribe("/good")
    async with contextlib.AsyncExitStack() as second:
        async with desk.dispatching("one"):
            await desk.until_state(made, "active")
            await second.enter_async_context(desk.dispatching("two"))
            await desk.side.tell(*(revision(f"n{n}") for n in range(10)))
            assert len(await desk.until_kinds("/good", 10)) == 10
        await desk.side.tell(revision("later"))
        kinds = await desk.until_kinds("/good", 11)
    assert len(set(kinds)) == 11


async def test_a_replay_comes_again_behind_what_is_new(desk: Desk) -> None:
    made = await desk.subscribe("/good")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(*(revision(f"n{n}") for n in range(10)))
        await desk.until_kinds("/good", 10)
        await desk.calls.replay("mine", made.id, ReplayRequest.model_validate({"from": "earliest"}))
        kinds = await desk.until_kinds("/good", 20)
        assert sorted(kinds[:10]) == sorted(kinds[10:])
        await desk.side.tell(revision("later"))
        await desk.until_kinds("/good", 21)

        async def done() -> bool:
            return (await desk.now(made)).progress.replayed == 1

        await until(done, "the replay is at its end")


@pytest.mark.parametrize("batch", [1, 10])
async def test_what_is_too_old_after_a_pause_is_skipped_but_for_withdrawals(desk: Desk, batch: int) -> None:
    made = await desk.subscribe("/aged", batch=batch, max_age_hours=0.0003)
    async with desk.dispatching():
        await desk.until_state(made, "active")
    await desk.side.tell(revision("old"), revision("dead"))
    await desk.side.tell(withdrawal("dead", 2))
    await asyncio.sleep(1.2)  # the age of an entry is its id's
    async with desk.dispatching():
        await desk.side.tell(revision("new"))
        await desk.until_kinds("/aged", 2)
    assert set(desk.world.kinds("/aged")) == {("withdrawn", id_of("dead")), ("published", id_of("new"))}


async def test_one_event_and_a_test_are_sent_by_hand(desk: Desk) -> None:
    made = await desk.subscribe("/good")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"), revision("b"))
        await desk.until_kinds("/good", 2)
        cursor = next(
            request.headers["Newsroom-Cursor"]
            for request in desk.world.received["/good"]
            if request.events[0]["subject"] == id_of("b")
        )
        again = await desk.calls.resend("mine", made.id, ResendRequest(cursor=cursor))
        assert (again.delivered, again.cursors) == (True, (cursor,))
        assert desk.world.kinds("/good")[2] == ("published", id_of("b"))
        tested = await desk.calls.test("mine", made.id)
        assert tested.delivered
        last = desk.world.received["/good"][-1]
        assert last.verified
        assert last.events[0]["type"] == "newsroom.subscription-tested.v1"
        await desk.side.tell(withdrawal("b", 2))
        with pytest.raises(ProblemError, match="No event"):
            await desk.calls.resend("mine", made.id, ResendRequest(cursor=cursor))


async def test_one_that_fails_for_long_is_paused_and_told_and_goes_on_where_it_was(desk: Desk) -> None:
    desk.schedule = dataclasses.replace(desk.schedule, pause_after=1.0)
    desk.world.answers["/down"] = status(500)
    desk.world.answers["/backup"] = status(500)
    made = await desk.subscribe("/down", backup_url=desk.world.url("/backup"))
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(*(revision(f"n{n}") for n in range(4)))
        await desk.until_state(made, "paused")

        async def told() -> bool:
            types = [event["type"] for event in desk.world.events("/backup")]
            return "newsroom.subscription-paused.v1" in types

        await until(told, "the owner is told at the backup's address")
        assert "newsroom.article-published.v1" in [e["type"] for e in desk.world.events("/backup")]
        desk.world.answers.clear()
        await desk.change(made, state="active")

        async def all_came() -> bool:
            return (
                not (await desk.now(made)).progress.undelivered and (await desk.now(made)).state == "active"
            )

        await until(all_came, "it goes on")
    changes = [
        event["subject"]
        for path in ("/down", "/backup")
        for event in desk.world.events(path)
        if event["type"] == "newsroom.article-published.v1"
    ]
    assert set(changes) == {id_of(f"n{n}") for n in range(4)}
