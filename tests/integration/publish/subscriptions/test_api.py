"""The calls on subscriptions, as the contract has them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from newsroom.http.fetch_guard import Guard
from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.aiohttp_webhooks import AiohttpSender
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_subscriptions import MongoSubscriptions
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.history import LogHistory
from publish.subscriptions.api import SubscriptionCalls, subscription_routes
from publish.subscriptions.deliver import Courier
from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.keys import owner_by_key
from publish.subscriptions.manage import SubscriptionDesk
from publish.subscriptions.render import Renderer
from publish.subscriptions.secrets import Sealer
from publish.subscriptions.target_urls import GuardedTargets
from tests.support.articles import revision
from tests.support.clock import TurnedClock
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide

HOOK = {"name": "Mirror", "kind": "webhook", "url": "https://hooks.example.com/in"}


@pytest.fixture
async def client(db: Database, redis_client: RedisClient) -> AsyncIterator[httpx.AsyncClient]:
    """A subscriber's calls, with two changes in the log."""
    side = ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))
    await side.tell(revision("a"), revision("b", "az"))
    guard, archive = Guard.parse(["10.9.0.0/16"], "name it"), MongoLiveLog(db)
    history = LogHistory(RedisLiveLog(redis_client, Topology()), archive)
    desk = SubscriptionDesk(
        MongoSubscriptions(db),
        history,
        Courier(AiohttpSender(guard), Sealer(["a key of the test, long"]), TurnedClock()),
        Renderer(history, archive, MongoFacts(db)),
        GuardedTargets(guard),
        FeedAddresses("https://news.example", LANGUAGES, ("atom", "rss", "json")),
        Topology().subscription_stream,
        LANGUAGES,
        TurnedClock(),
        changed=lambda: None,
    )
    app = FastAPI()
    install_problems(app)
    keys = owner_by_key({"mine": "key-of-mine", "other": "key-of-other"})
    app.include_router(subscription_routes(SubscriptionCalls(desk, keys)))
    transport = httpx.ASGITransport(app)
    bearer = {"Authorization": "Bearer key-of-mine"}
    async with httpx.AsyncClient(transport=transport, base_url="http://publish", headers=bearer) as made:
        yield made


OTHER = {"Authorization": "Bearer key-of-other"}


async def create(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/v1/subscriptions", json={**HOOK, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_web_hook_is_made_paused_with_its_secret_once(
    client: httpx.AsyncClient, db: Database
) -> None:
    topics = {"lang": ["en"], "tag": ["wuf13"], "change": ["published"]}
    made = await create(client, topics=topics, batch=10, contact="ops@example.com", max_age_hours=6)
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert made["topics"] == {"lang": ["en"], "category": [], "tag": ["wuf13"], "change": ["published"]}
    assert (made["kind"], made["state"], made["from"], made["batch"]) == ("webhook", "paused", "now", 10)
    assert (made["url"], made["contact"], made["last_confirmed"]) == (HOOK["url"], "ops@example.com", None)
    assert [set(one) for one in made["secrets"]] == [{"id", "created_at", "public_key"}]
    again = (await client.get(f"/v1/subscriptions/{made['id']}")).json()
    assert again == made
    stored = str(await db.subscriptions.find_one({}))
    assert secret not in stored
    assert secret.removeprefix("whsec_") not in stored


async def test_now_is_the_logs_end_and_earliest_its_beginning(client: httpx.AsyncClient) -> None:
    now, earliest = await create(client), await create(client, **{"from": "earliest"})
    assert now["cursor"] > earliest["cursor"]
    resumed = await create(client, **{"from": now["cursor"]})
    assert resumed["cursor"] == now["cursor"]


async def test_a_key_sees_its_own_alone(client: httpx.AsyncClient) -> None:
    mine = await create(client)
    path = f"/v1/subscriptions/{mine['id']}"
    assert (await client.get("/v1/subscriptions", headers=OTHER)).json()["subscriptions"] == []
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        answer = await client.request(method, path, json=body, headers=OTHER)
        assert (method, answer.status_code) == (method, 404)
    assert [one["id"] for one in (await client.get("/v1/subscriptions")).json()["subscriptions"]] == [
        mine["id"]
    ]
    for headers in ({"Authorization": "Bearer wrong"}, {"Authorization": ""}):
        assert (await client.get(path, headers=headers)).status_code == 401


async def test_pages_of_a_list_have_all_of_it_once(client: httpx.AsyncClient) -> None:
    made = {(await create(client))["id"] for _ in range(5)}
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await client.get("/v1/subscriptions", params=query)).json()
        seen += [one["id"] for one in page["subscriptions"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert sorted(seen) == sorted(made)


async def test_changes_are_partial_and_an_address_is_verified_anew(
    client: httpx.AsyncClient, db: Database
) -> None:
    made = await create(client, contact="a@example.com")
    path = f"/v1/subscriptions/{made['id']}"
    await db.subscriptions.update_one({}, {"$set": {"verified": True, "state": "active"}})
    changed = (await client.patch(path, json={"name": "Other", "contact": None})).json()
    assert (changed["name"], changed["contact"], changed["state"]) == ("Other", None, "active")
    assert (await client.patch(path, json={"state": "paused"})).json()["state"] == "paused"
    assert (await client.patch(path, json={"state": "active"})).json()["state"] == "active"
    assert (await client.patch(path, json={"url": "https://new.example.com/"})).json()["state"] == "paused"
    assert (await client.patch(path, json={"state": "active"})).json()["state"] == "paused"
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_the_last_two_secrets_sign(client: httpx.AsyncClient) -> None:
    made = await create(client)
    path = f"/v1/subscriptions/{made['id']}"
    rotated = [(await client.post(f"{path}/secrets")).json() for _ in range(2)]
    assert len({made["secret"], *(one["secret"] for one in rotated)}) == 3
    shown = (await client.get(path)).json()["secrets"]
    assert [one["id"] for one in shown] == [one["id"] for one in rotated]


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"url": "http://127.0.0.1:9/"}, 422, "url"),
        ({"url": "http://10.8.0.1/"}, 422, "url"),
        ({"backup_url": "http://[::1]/"}, 422, "backup_url"),
        ({"url": "ftp://example.com/"}, 422, "url"),
        ({"url": "https://user@example.com/"}, 422, "url"),
        ({"url": None}, 422, ""),
        ({"batch": 0}, 422, "batch"),
        ({"batch": 101}, 422, "batch"),
        ({"kind": "pigeon"}, 422, "kind"),
        ({"topics": {"lang": ["de"]}}, 422, "topics.lang"),
        ({"topics": {"change": ["read"]}}, 422, "topics.change.0"),
        ({"topics": {"langs": []}}, 422, "topics.langs"),
        ({"from": "yesterday"}, 422, "from"),
        ({"from": "1-0"}, 410, None),
        ({"colour": "red"}, 422, "colour"),
        ({"max_age_hours": 0}, 422, "max_age_hours"),
    ],
)
async def test_a_wrong_field_is_named(
    client: httpx.AsyncClient, fields: dict[str, Any], status: int, field: str | None
) -> None:
    answer = await client.post("/v1/subscriptions", json={**HOOK, **fields})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    if field is not None:
        assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_an_exception_may_be_private(client: httpx.AsyncClient) -> None:
    await create(client, url="http://10.9.0.1:8080/in")


async def test_the_delivery_log_is_empty_at_first(client: httpx.AsyncClient) -> None:
    made = await create(client)
    answer = await client.get(f"/v1/subscriptions/{made['id']}/deliveries")
    assert answer.json() == {"deliveries": [], "cursor": None}
    assert (await client.get(f"/v1/subscriptions/{made['id']}/deliveries?cursor=x")).status_code == 200
    assert (await client.get("/v1/subscriptions?colour=red")).status_code == 400


async def test_nothing_is_sent_by_hand_before_the_handshake(client: httpx.AsyncClient) -> None:
    path = f"/v1/subscriptions/{(await create(client))['id']}"
    assert (await client.post(f"{path}/test")).status_code == 409
    assert (await client.post(f"{path}/resend", json={"cursor": "1-0"})).status_code == 409


FEED = {
    "name": "Reader",
    "kind": "websub",
    "url": "https://reader.example.com/in",
    "topics": {"lang": ["az"]},
}


async def test_a_feed_is_made_paused_with_its_secret_once(client: httpx.AsyncClient, db: Database) -> None:
    answer = await client.post("/v1/subscriptions", json=FEED)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    secret = made.pop("secret")
    assert (made["state"], made["feed"], made["lease_until"]) == (
        *("paused", "https://news.example/az/feed.atom", None),
    )
    assert made["url"] == FEED["url"]
    assert secret
    assert secret not in str(await db.subscriptions.find_one())
    shown = (await client.get(f"/v1/subscriptions/{made['id']}")).json()
    assert shown.items() >= {**made, "cursor": shown["cursor"]}.items()
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"topics": {"lang": ["en", "az"]}}, "topics"),
        ({"topics": {}}, "topics"),
        ({"topics": {"lang": ["en"], "tag": ["wuf13"]}}, "topics"),
        ({"topics": {"lang": ["en"], "change": ["published"]}}, "topics"),
        ({"topics": {"lang": ["en"], "category": ["a", "b"]}}, "topics"),
        ({"topics": {"lang": ["en"], "category": ["not a slug"]}}, "topics.category"),
        ({"topics": {"lang": ["de"]}}, "topics.lang"),
        ({"from": "earliest"}, "from"),
        ({"url": None}, "url"),
        ({"url": "http://10.0.0.1/"}, "url"),
        ({"backup_url": "https://b.example/"}, "backup_url"),
        ({"batch": 10}, "backup_url"),
    ],
)
async def test_a_feed_is_of_one_language_and_at_most_one_category(
    client: httpx.AsyncClient, fields: dict[str, Any], field: str
) -> None:
    answer = await client.post("/v1/subscriptions", json={**FEED, **fields})
    assert answer.status_code == 422
    assert field in answer.text


async def test_a_feeds_changes(client: httpx.AsyncClient) -> None:
    made = (await client.post("/v1/subscriptions", json=FEED)).json()
    path = f"/v1/subscriptions/{made['id']}"
    moved = await client.patch(path, json={"topics": {"lang": ["en"], "category": ["energy"]}})
    assert moved.json()["feed"] == "https://news.example/en/energy/feed.atom"
    assert (await client.patch(path, json={"url": "https://other.example.com/"})).json()["state"] == "paused"
    assert (await client.patch(path, json={"batch": 3})).status_code == 422
    assert (await client.patch(path, json={"backup_url": "https://b.example.com/"})).status_code == 422
    assert (await client.patch(path, json={"topics": {"lang": ["en", "az"]}})).status_code == 422
    assert (await client.post(f"{path}/test")).status_code == 409
    assert (await client.post(f"{path}/secrets")).status_code == 409
    assert (await client.delete(path)).status_code == 204
