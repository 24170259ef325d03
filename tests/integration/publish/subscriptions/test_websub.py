"""WebSub over real stores, with subscribers on loopback: intents, pings, leases, their end."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest

from newsroom.http.problems import ProblemError
from publish.adapters.mongo_subscriptions import MongoSubscriptions
from publish.subscriptions.model import Subscription
from publish.subscriptions.requests import NewSubscription
from publish.websub.hub import Bounds
from publish.websub.intents import anonymous_id
from tests.integration.publish.subscriptions.conftest import FEEDS, Desk
from tests.support.articles import id_of, revision, withdrawal
from tests.support.feed_receivers import FeedReceivers, feed_receivers, form
from tests.support.waiting import until

FEED = f"{FEEDS.base}/en/feed.atom"
SECRET = "a secret of the subscriber's"


@pytest.fixture
async def world() -> AsyncIterator[FeedReceivers]:
    async with feed_receivers() as receivers:
        yield receivers


@dataclass(frozen=True)
class Subscribers:
    """Subscribers of the hub, by the path of their callback."""

    desk: Desk
    world: FeedReceivers

    async def ask(self, path: str, mode: str = "subscribe", feed: str = FEED, **fields: str | int) -> None:
        if "secret" in fields:
            self.world.secrets[path] = str(fields["secret"])
        callback = self.world.url(path)
        await self.desk.hub.accept(form(mode=mode, topic=feed, callback=callback, **fields))

    async def find(self, path: str, feed: str = FEED) -> Subscription | None:
        name = anonymous_id(feed, self.world.url(path))
        return await MongoSubscriptions(self.desk.db).find(None, name)

    async def until_there(self, path: str, feed: str = FEED) -> Subscription:
        return await until(lambda: self.find(path, feed), f"{path} is subscribed") or _none()

    async def until_gone(self, path: str) -> None:
        async def gone() -> bool:
            return await self.find(path) is None

        await until(gone, f"{path} is not subscribed any more")

    async def until_settled(self) -> None:
        async def settled() -> bool:
            return await self.desk.db.websub_intents.count_documents({}) == 0

        await until(settled, "every intent is settled")

    async def until_shows(self, path: str, *names: str) -> None:
        """Until the last ping there has just these articles."""
        await until(self._shows(path, {f"urn:newsroom:article:{id_of(name)}" for name in names}), f"{names}")

    async def until_asked(self, path: str, times: int) -> None:
        async def asked() -> bool:
            return len(self.world.asked[path]) >= times

        await until(asked, f"{path} is asked {times} times")

    def _shows(self, path: str, wanted: set[str]) -> Callable[[], Awaitable[bool]]:
        async def shows() -> bool:
            pings = self.world.pings[path]
            return bool(pings) and {entry.id for entry in feedparser.parse(pings[-1].body).entries} == wanted

        return shows


def _none() -> Subscription:
    raise AssertionError("there is none")


@pytest.fixture
def subscribers(desk: Desk, world: FeedReceivers) -> Subscribers:
    return Subscribers(desk, world)


async def test_a_subscriber_confirms_and_is_sent_the_feed_signed(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    async with desk.dispatching():
        await subscribers.ask("/reader", secret=SECRET, lease_seconds=3600)
        made = await subscribers.until_there("/reader")
        [asked] = world.asked["/reader"]
        assert (asked["hub.mode"], asked["hub.topic"], asked["hub.lease_seconds"]) == (
            *("subscribe", FEED, "3600"),
        )
        assert (made.state, made.owner) == ("active", None)
        assert SECRET not in str(await desk.db.subscriptions.find_one())
        await desk.side.tell(revision("a"), revision("b"), revision("other", "az"))
        await subscribers.until_shows("/reader", "a", "b")
    ping = world.pings["/reader"][-1]
    assert ping.headers["Content-Type"] == "application/atom+xml"
    assert ping.headers["Link"] == f'<{FEEDS.base}/websub>; rel="hub", <{FEED}>; rel="self"'
    assert ping.signed


@pytest.mark.parametrize("suffix", ["rss", "json"])
async def test_every_format_is_a_topic_of_a_category_too(subscribers: Subscribers, suffix: str) -> None:
    feed = f"{FEEDS.base}/en/energy/feed.{suffix}"
    async with subscribers.desk.dispatching():
        await subscribers.ask("/reader", feed=feed)
        await subscribers.until_there("/reader", feed)
        await subscribers.desk.side.tell(revision("other", category="sport"))
        await subscribers.desk.side.tell(revision("a", category="energy"))
        await until(_pinged(subscribers, "/reader"), "a ping came")
    [ping] = subscribers.world.pings["/reader"]
    assert id_of("a") in ping.text
    assert id_of("other") not in ping.text
    assert "X-Hub-Signature" not in ping.headers


def _pinged(subscribers: Subscribers, path: str, times: int = 1) -> Callable[[], Awaitable[bool]]:
    async def pinged() -> bool:
        return len(subscribers.world.pings[path]) >= times

    return pinged


async def test_a_burst_is_few_pings(subscribers: Subscribers) -> None:
    desk = subscribers.desk
    async with desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await desk.side.tell_batch([revision(f"n{n}") for n in range(40)])
        await subscribers.until_shows("/reader", *(f"n{n}" for n in range(40)))
    assert len(subscribers.world.pings["/reader"]) < 10


async def test_what_is_not_confirmed_is_not_sent(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    world.refuses.add("/refusing")
    world.echo["/wrong"] = "another challenge"
    world.redirects["/moved"] = world.url("/elsewhere")
    async with desk.dispatching():
        for path in ("/refusing", "/wrong", "/moved"):
            await subscribers.ask(path)
        await subscribers.until_settled()
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await desk.side.tell(revision("a"))
        await subscribers.until_shows("/reader", "a")
    assert await desk.db.subscriptions.count_documents({}) == 1
    assert [path for path in world.pings if world.pings[path]] == ["/reader"]
    assert [len(world.asked[path]) for path in ("/refusing", "/wrong", "/moved")] == [1, 1, 1]
    assert not world.asked["/elsewhere"]


async def test_unsubscribing_is_confirmed_too(subscribers: Subscribers) -> None:
    world = subscribers.world
    async with subscribers.desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        world.refuses.add("/reader")
        await subscribers.ask("/reader", "unsubscribe")
        await subscribers.until_asked("/reader", 2)
        await subscribers.desk.side.tell(revision("a"))
        await subscribers.until_shows("/reader", "a")
        world.refuses.clear()
        await subscribers.ask("/reader", "unsubscribe")
        await subscribers.until_gone("/reader")
    assert world.modes("/reader") == ["subscribe", "unsubscribe", "unsubscribe"]
    assert "hub.lease_seconds" not in world.asked["/reader"][-1]


async def test_a_lease_ends_by_itself_and_is_renewed_by_asking_again(subscribers: Subscribers) -> None:
    desk = subscribers.desk
    async with desk.dispatching():
        await subscribers.ask("/kept", lease_seconds=600)
        await subscribers.ask("/left", lease_seconds=600)
        await subscribers.until_there("/left")
        first = await subscribers.until_there("/kept")
        desk.clock.ahead = timedelta(seconds=500)
        await subscribers.ask("/kept", lease_seconds=700, secret="another")

        async def renewed() -> bool:
            known = await subscribers.find("/kept")
            return known is not None and known.revision > first.revision

        await until(renewed, "it is renewed")
        desk.clock.ahead = timedelta(seconds=1000)
        await subscribers.until_gone("/left")
        await desk.side.tell(revision("a"))
        await subscribers.until_shows("/kept", "a")
        assert subscribers.world.pings["/kept"][-1].signed
        desk.clock.ahead = timedelta(seconds=1300)
        await subscribers.until_gone("/kept")
    assert subscribers.world.pings["/left"] == []


async def test_410_ends_it(subscribers: Subscribers) -> None:
    subscribers.world.answers["/reader"] = 410
    async with subscribers.desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await subscribers.desk.side.tell(revision("a"))
        await subscribers.until_gone("/reader")
    assert len(subscribers.world.pings["/reader"]) == 1


async def test_a_failed_ping_is_made_again_with_the_feed_as_it_is_then(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    world.answers["/reader"] = 500
    async with desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await desk.side.tell(revision("a"))
        await until(_pinged(subscribers, "/reader", 2), "it is tried again")
        await desk.side.tell(revision("b"))
        world.answers.clear()
        await subscribers.until_shows("/reader", "a", "b")

        async def well() -> bool:
            known = await subscribers.find("/reader")
            return known is not None and known.state == "active" and not known.progress.undelivered

        await until(well, "it is well again")


async def test_after_a_withdrawal_no_ping_has_its_text(subscribers: Subscribers) -> None:
    """The article is killed while pings of it fail and wait."""
    desk, world = subscribers.desk, subscribers.world
    world.answers["/reader"] = 500
    async with desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await desk.side.tell(revision("kept"), revision("killed", headline="Words of the killed"))
        await until(_pinged(subscribers, "/reader", 2), "it is tried")
        await desk.side.tell(withdrawal("killed", 2))
        before = len(world.pings["/reader"])
        world.answers.clear()
        await subscribers.until_shows("/reader", "kept")
        await desk.side.tell(revision("later"))
        await subscribers.until_shows("/reader", "kept", "later")
    # At most one attempt had begun before the withdrawal and came after it.
    assert all("Words of the killed" not in ping.text for ping in world.pings["/reader"][before + 1 :])


async def test_another_replica_goes_on_where_one_ended(subscribers: Subscribers) -> None:
    desk = subscribers.desk
    async with desk.dispatching("one"):
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
    await subscribers.ask("/second")
    await desk.side.tell(revision("a"))
    async with desk.dispatching("two"):
        await subscribers.until_shows("/reader", "a")
        await subscribers.until_there("/second")


async def test_one_request_at_a_time_to_a_host(subscribers: Subscribers) -> None:
    """Whoever names another's host as the callback has it asked ever less often."""
    world = subscribers.world
    paths = [f"/n{n}" for n in range(6)]
    world.refuses.update(paths)
    for path in paths:
        await subscribers.ask(path)
    async with subscribers.desk.dispatching():
        started = asyncio.get_running_loop().time()
        await subscribers.until_asked(paths[2], 1)
        assert asyncio.get_running_loop().time() - started > 2.5  # pauses of 1 and 2 s


async def test_bounds_by_host_and_in_all(subscribers: Subscribers) -> None:
    desk = subscribers.desk
    desk.bounds = Bounds(in_all=10, of_host=1)
    async with desk.dispatching():
        await subscribers.ask("/one")
        await subscribers.until_there("/one")
        with pytest.raises(ProblemError) as refused:
            await subscribers.ask("/two")
        assert refused.value.status == 429
        await subscribers.ask("/one", lease_seconds=400)  # a renewal is no more
        await subscribers.until_asked("/one", 2)


async def test_a_flood_keeps_no_subscriber_from_renewing_or_leaving(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    async with desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_settled()
    world.refuses.update(f"/n{n}" for n in range(60))
    refused = 0
    for number in range(60):
        try:
            await subscribers.ask(f"/n{number}")
        except ProblemError as error:
            refused += error.status == 429
    assert refused == 10
    await subscribers.ask("/reader", lease_seconds=500)
    await subscribers.ask("/reader", "unsubscribe")
    assert await desk.db.websub_intents.count_documents({}) == 51


async def test_no_host_holds_up_another(subscribers: Subscribers) -> None:
    """Hosts that do not answer have hundreds of intents before the one that does."""
    desk, world = subscribers.desk, subscribers.world
    for number in range(300):
        callback = f"http://h{number % 6}.invalid/{number}"
        await desk.hub.accept(form(mode="subscribe", topic=FEED, callback=callback))
    await subscribers.ask("/reader")
    async with desk.dispatching():
        await subscribers.until_there("/reader")
        assert await desk.db.websub_intents.count_documents({}) > 0
    assert world.modes("/reader") == ["subscribe"]


async def test_one_that_does_not_fit_any_more_is_denied(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    desk.bounds = Bounds(in_all=1, of_host=9)
    await subscribers.ask("/one")
    await subscribers.ask("/two")
    async with desk.dispatching():

        async def denied() -> bool:
            return "denied" in world.modes("/one") + world.modes("/two")

        await until(denied, "the second is denied")
    assert await desk.db.subscriptions.count_documents({}) == 1
    [denial] = [query for path in ("/one", "/two") for query in world.asked[path] if "hub.reason" in query]
    assert denial["hub.topic"] == FEED


async def test_one_that_fails_for_too_long_is_denied_and_ends(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    desk.schedule = dataclasses.replace(desk.schedule, pause_after=1.0)
    world.answers["/reader"] = 500
    async with desk.dispatching():
        await subscribers.ask("/reader")
        await subscribers.until_there("/reader")
        await desk.side.tell(revision("a"))
        await subscribers.until_gone("/reader")
    assert world.modes("/reader") == ["subscribe", "denied"]


async def test_a_private_callback_is_refused(desk: Desk) -> None:
    for callback in ("http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"):
        with pytest.raises(ProblemError) as refused:
            await desk.hub.accept(form(mode="subscribe", topic=FEED, callback=callback))
        assert refused.value.status == 422


async def test_a_key_makes_one_that_is_confirmed_and_renewed_by_the_hub(subscribers: Subscribers) -> None:
    desk, world = subscribers.desk, subscribers.world
    wanted = {"name": "Reader", "kind": "websub", "url": world.url("/owned"), "topics": {"lang": ["en"]}}
    made, secret = await desk.calls.create("mine", NewSubscription.model_validate(wanted))
    assert made.state == "paused"
    assert secret
    world.secrets["/owned"] = secret
    async with desk.dispatching():
        await desk.until_state(made, "active")
        answer = desk.calls.answer(await desk.now(made))
        assert answer.feed == FEED
        assert answer.lease_until is not None
        await desk.side.tell(revision("a"))
        await subscribers.until_shows("/owned", "a")
        assert world.pings["/owned"][-1].signed
        desk.clock.ahead = timedelta(days=9, hours=12)
        await subscribers.until_asked("/owned", 2)
        await desk.change(made, topics={"lang": ["az"], "category": ["energy"]})
        await subscribers.until_asked("/owned", 3)
        assert world.asked["/owned"][-1]["hub.topic"] == f"{FEEDS.base}/az/energy/feed.atom"
        await desk.until_state(made, "active")
        world.refuses.add("/owned")
        desk.clock.ahead = timedelta(days=30)
        await desk.until_state(made, "paused")
