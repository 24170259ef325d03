"""Services with users of their own: everything works, and nothing beyond it (docs/threat-model.md)."""

import json
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from redis.exceptions import AuthenticationError, NoPermissionError

from newsroom.stack.tcp_ports import Ports, free_base
from newsroom.streams.redis_users import OPERATOR
from tests.support.secured_stores import Newsroom, SecuredMongo, SecuredRedis, fresh_passwords, newsroom
from tests.support.waiting import wait_until

ENGLISH = {
    "source": "report",
    "source_id": "en",
    "language": "en",
    "headline": "Rain in Baku",
    "body": "It rained.",
}
AZERI = {
    "source": "report",
    "source_id": "az",
    "language": "az",
    "headline": "Bakıda yağış",
    "body": "Yağış yağdı.",
    "translation_of": {"source": "report", "source_id": "en"},
}


@dataclass(frozen=True)
class Secured:
    """The services over stores that know them apart."""

    system: Newsroom
    redis_server: SecuredRedis
    mongo_server: SecuredMongo

    def redis_as(self, user: str) -> redis.Redis:
        return redis.Redis.from_url(self.redis_server.url_of(user))

    def mongo_as(self, user: str) -> "MongoClient[dict[str, Any]]":
        return MongoClient(self.mongo_server.url_of(user))

    def ingest(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._post("ingest", self.system.keys.ingest, path, body)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def desk(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        return self._post("translate", self.system.keys.desk, path, body)

    def subscribe(self, body: Mapping[str, Any]) -> httpx.Response:
        return self._post("publish", self.system.keys.subscriber, path="/v1/subscriptions", body=body)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.system.url('publish')}{path}", timeout=10)

    def read(self, service: str, path: str) -> httpx.Response:
        key = self.system.keys.desk if service == "translate" else self.system.keys.ingest
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.get(f"{self.system.url(service)}{path}", headers=headers, timeout=20)

    def denied(self) -> list[tuple[str, str, str]]:
        """What Redis has refused to a service so far."""
        with self.redis_as(OPERATOR) as operator:
            refused = [entry for entry in operator.acl_log(128) if entry["reason"] != "auth"]
        return [(entry["username"], entry["reason"], entry["object"]) for entry in refused]

    def _post(self, service: str, key: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.post(f"{self.system.url(service)}{path}", json=body, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder, passwords = tmp_path_factory.mktemp("secured"), fresh_passwords()
    ports = Ports.from_base(free_base())
    with (
        SecuredRedis(folder / "redis", ports.redis, passwords) as redis_server,
        SecuredMongo(folder / "mongo", ports.mongo, passwords) as mongo_server,
        newsroom(folder, ports, redis_server.url_of, mongo_server.url_of) as system,
    ):
        yield Secured(system, redis_server, mongo_server)


def test_the_newsroom_works_and_asks_for_nothing_that_it_may_not_do(secured: Secured) -> None:
    """An article's whole life: linked, corrected, withdrawn, restored, parted, held."""
    first = secured.ingest("/v1/articles", ENGLISH)["id"]
    second = secured.ingest("/v1/articles", AZERI)["id"]

    def is_linked() -> bool:
        answer = secured.get(f"/v1/articles/{first}")
        return answer.status_code == 200 and "az" in answer.json()["variants"]

    wait_until(is_linked, "both are shown, and linked")
    assert (
        secured.subscribe({"name": "mirror", "kind": "stream", "topics": {}, "from": "earliest"}).status_code
        == 201
    )
    secured.ingest("/v1/articles", ENGLISH | {"body": "It rained all day."})
    wait_until(lambda: secured.get(f"/v1/articles/{first}").json().get("revision") == 2, "it is corrected")
    name = {"source": "report", "source_id": "en"}
    secured.ingest("/v1/withdrawals", name)
    wait_until(lambda: secured.get(f"/v1/articles/{first}").status_code == 410, "it is withdrawn")
    secured.ingest("/v1/restorations", name)
    wait_until(is_linked, "it is back")
    story = secured.get(f"/v1/articles/{second}").json()["story_id"]
    answer = secured.desk(f"/v1/stories/{story}/split", {"articles": [second], "reason": "a test"})
    assert answer.is_success, answer.text
    wait_until(lambda: not is_linked(), "the desk has parted them")
    held = secured.ingest(
        "/v1/articles", ENGLISH | {"source_id": "kill", "headline": "KILL KILL KILL: Rain in Baku"}
    )
    assert held["status"] in ("held", "created", "withdrawn")
    for path in ("suggestions", "held", "coverage?missing=ru", "discrepancies", "held/causes", "quarantines"):
        assert secured.read("translate", f"/v1/{path}").status_code == 200, path
    assert secured.read("ingest", f"/v1/articles/{first}").status_code == 200
    _walk_the_desk(secured)
    assert secured.system.is_ready()
    assert secured.denied() == []


def test_a_loss_of_redis_is_healed_with_the_same_rights(secured: Secured) -> None:
    article = secured.ingest("/v1/articles", ENGLISH | {"source_id": "lost"})["id"]
    wait_until(lambda: secured.get(f"/v1/articles/{article}").status_code == 200, "it is shown")
    with secured.redis_as(OPERATOR) as operator:
        operator.flushall()

    def is_corrected() -> bool:
        headers = {"Authorization": f"Bearer {secured.system.keys.ingest}"}
        corrected = ENGLISH | {"source_id": "lost", "body": "It rained again."}
        url = f"{secured.system.url('ingest')}/v1/articles"
        answer = httpx.post(url, json=corrected, headers=headers, timeout=20)
        return (
            answer.status_code == 202 and secured.get(f"/v1/articles/{article}").json().get("revision") == 2
        )

    wait_until(is_corrected, "it is corrected after the loss")
    wait_until(secured.system.is_ready, "all are ready again")
    assert secured.denied() == []


def test_an_operator_who_may_but_read_and_write_sees_all_and_repairs(
    secured: Secured, tmp_path: Path
) -> None:
    """The operator's user of docker-compose.yml: MongoDB's role `readWrite`, no view of the server."""
    article = secured.ingest("/v1/articles", ENGLISH | {"source_id": "traced"})["id"]
    wait_until(lambda: secured.get(f"/v1/articles/{article}").status_code == 200, "it is shown")
    password, database = secrets.token_hex(16), "newsroom"
    with secured.mongo_as(OPERATOR) as client:
        roles = [{"role": "readWrite", "db": database}]
        client.admin.command("createUser", "newsroom", pwd=password, roles=roles)
    place = secured.mongo_server.url_of(OPERATOR).partition("@")[2]
    mongo_url = f"mongodb://newsroom:{password}@{place}"
    stores = {"REDIS_URL": secured.redis_server.url_of(OPERATOR), "MONGO_URL": mongo_url}
    services = {
        f"NEWSROOM_{name.upper()}_URL": secured.system.url(name)
        for name in ("ingest", "translate", "publish")
    }

    def answer(*words: str) -> Any:
        run = subprocess.run(
            [sys.executable, "-m", "newsroom", *words, "--json"],
            cwd=tmp_path,
            env={**os.environ, **stores, **services},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.stdout, run.stderr
        return json.loads(run.stdout)

    wait_until(secured.system.is_ready, "all are ready")
    state = answer("status")
    assert (state["redis"]["problem"], state["mongo"]["problem"]) == ("", "")
    assert state["mongo"]["facts"]["journaled"] is None  # the server's own options are not the operator's
    assert [finding for finding in answer("doctor") if not finding["where"].startswith("disk")] == []
    assert answer("trace", article)["verdict"][0].startswith("public: revision 1")


def _walk_the_desk(secured: Secured) -> None:
    """An editor's walk over the pages."""
    with httpx.Client(base_url=secured.system.url("translate"), timeout=20) as browser:
        token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/desk/login").text)
        assert token is not None
        form = {"csrf": token[1], "key": secured.system.keys.desk, "to": "/desk/"}
        assert browser.post("/desk/login", data=form).status_code == 303
        for page in ("", "suggestions", "held", "discrepancies", "topics", "linking", "search?q=rain"):
            assert browser.get(f"/desk/{page}", follow_redirects=True).status_code == 200, page


FORBIDDEN: list[tuple[str, tuple[Any, ...]]] = [
    ("translate", ("XADD", "article-created", "*", "__data__", "x")),
    ("translate", ("XADD", "article-withdrawn", "*", "__data__", "x")),
    ("translate", ("EVAL", "return redis.call('XADD', KEYS[1], '*', 'a', 'b')", 1, "article-created")),
    ("translate", ("XADD", "article-published", "*", "__data__", "x")),
    ("translate", ("XDEL", "article-created", "1-0")),
    ("translate", ("SET", "newsroom:ingest:epoch", "1")),
    ("ingest", ("XADD", "story-linked", "*", "__data__", "x")),
    ("ingest", ("XADD", "article-published", "*", "__data__", "x")),
    ("ingest", ("XADD", "article-ordered", "*", "__data__", "x")),
    ("ingest", ("DEL", "newsroom:translate:epoch")),
    ("ingest", ("EVAL", "return redis.call('SET', KEYS[1], 'x')", 1, "newsroom:publish:epoch")),
    ("publish", ("XADD", "article-created", "*", "__data__", "x")),
    ("publish", ("XTRIM", "article-created", "MAXLEN", "0")),
    ("publish", ("SET", "newsroom:translate:epoch", "1")),
    ("publish", ("GET", "newsroom:ingest:epoch")),
    *(
        (user, words)
        for user in ("ingest", "translate", "publish")
        for words in (
            ("FLUSHALL",),
            ("KEYS", "*"),
            ("CONFIG", "SET", "maxmemory", "0"),
            ("ACL", "LIST"),
            ("SHUTDOWN",),
        )
    ),
    ("translate", ("CONFIG", "GET", "requirepass")),
]


@pytest.mark.parametrize(("user", "words"), FORBIDDEN, ids=lambda value: str(value)[:60])
def test_redis_refuses_what_is_not_a_services_own(
    secured: Secured, user: str, words: tuple[Any, ...]
) -> None:
    with secured.redis_as(user) as client:
        with pytest.raises(redis.ResponseError) as refused:
            client.execute_command(*words)
        assert isinstance(refused.value, NoPermissionError) or "permission" in str(refused.value).lower()


def test_redis_lets_nobody_in_without_a_name(secured: Secured) -> None:
    with redis.Redis(port=secured.redis_server.port) as stranger, pytest.raises(AuthenticationError):
        stranger.get("newsroom:deployment")


@pytest.mark.parametrize(
    ("user", "collection"),
    [
        ("ingest", "articles"),
        ("ingest", "live_log"),
        ("ingest", "held"),
        ("translate", "articles"),
        ("translate", "decisions"),
        ("translate", "journal"),
        ("publish", "journal"),
        ("publish", "journals"),
    ],
)
def test_mongodb_refuses_writes_to_collections_of_others(
    secured: Secured, user: str, collection: str
) -> None:
    with secured.mongo_as(user) as client:
        own = client.get_default_database()[collection]
        own.find_one()
        for write in (
            lambda: own.insert_one({"_id": "x"}),
            lambda: own.update_many({}, {"$set": {"x": 1}}),
            lambda: own.delete_many({}),
            own.drop,
        ):
            with pytest.raises(OperationFailure) as refused:
                write()
            assert refused.value.code == 13


def test_mongodb_shows_a_service_nothing_of_users(secured: Secured) -> None:
    with secured.mongo_as("publish") as client, pytest.raises(OperationFailure):
        client.admin.system.users.find_one()
    with MongoClient[dict[str, Any]](secured.mongo_server.url) as stranger, pytest.raises(OperationFailure):
        stranger.get_default_database().articles.find_one()
