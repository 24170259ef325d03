"""Driver of a history over public HTTP: sends until it is answered, and compares the answer."""

import contextlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import redis

from tests.oracle.model import Answer, Model, id_of
from tests.oracle.operations import (
    Act,
    Content,
    EndHold,
    Garbage,
    Link,
    Name,
    Order,
    Post,
    Sent,
    Unlink,
    Withdraw,
)
from tests.support.door import Door
from tests.support.system import System
from tests.support.waiting import wait_until

PATIENCE = 120.0  # seconds until an operation must be answered, whatever strikes meanwhile
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_PAUSE = 0.05
_SHORT = timedelta(seconds=4)
_LONG = timedelta(days=1)
NINJS = "application/vnd.iptc.ninjs+json"
_TEXTS = {
    "en": "The ministry of {token} said on Monday that the talks of the week will go on in the spring.",
    "az": "Nazirlik {token} barədə bildirib ki, danışıqlar yazda da davam edəcək və nəticəsi açıqlanacaq.",
    "ru": "Министерство {token} сообщило, что переговоры продолжатся весной, и о них расскажут отдельно.",
}


def headline_of(content: Content) -> str:
    return f"{content.token} headline"


def body_of(content: Content) -> str | None:
    return None if content.is_stub else _TEXTS[content.language].format(token=content.token)


@dataclass(slots=True)
class Driver:
    """Sends to a system what the model is told, too. `violations` are the answers that differ."""

    system: System
    model: Model
    ingests: Sequence[str]
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    violations: list[str] = field(default_factory=list[str])
    answered: int = 0
    first_answer: float | None = None
    _embargoes: dict[str, datetime] = field(default_factory=dict[str, datetime])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, lanes: tuple[tuple[Sent, ...], ...]) -> None:
        """Sends all lanes at once, each in its order."""
        self.answered, self.first_answer = 0, None
        with ThreadPoolExecutor(max(len(lanes), 1)) as pool:
            for done in [pool.submit(self._lane, lane) for lane in lanes]:
                done.result()

    def act(self, acts: tuple[Act, ...]) -> None:
        """Carries out the desk's acts one after another, each once the one before is everywhere."""
        self.answered, self.first_answer = 0, None
        for act in acts:
            self._act(act)
            with self._lock:
                self.model.apply(act)
            self._count()
            wait_until(self.is_at_rest, f"{act} is done", PATIENCE)

    def is_at_rest(self) -> bool:
        """Whether no consumer group has anything left."""
        try:
            with redis.Redis.from_url(self.system.ready["redis"], socket_timeout=5) as client:
                for stream in client.scan_iter(_type="stream"):
                    groups: Any = client.xinfo_groups(stream)
                    if any(group["pending"] or group["lag"] for group in groups):
                        return False
                return True
        except redis.RedisError:
            return False

    def embargoes_end(self) -> float:
        """Seconds until the last short embargo is over."""
        ends = [(end - datetime.now(UTC)).total_seconds() for end in self._embargoes.values()]
        return max([0.0, *ends])

    def json_of(self, post: Post) -> dict[str, object]:
        """The article as it is sent; the same content always in the same words."""
        content = post.content
        sent: dict[str, object] = {
            "source": post.name.source,
            "source_id": post.name.source_id,
            "language": content.language,
            "headline": headline_of(content),
            "body": body_of(content),
            "category": content.category,
            "tags": [content.tag] if content.tag else [],
            "published_at": self.published_at(content).isoformat(),
            "suppress_previous": content.suppress,
            "revert": post.revert,
        }
        if content.photo:
            sent["media"] = [{"kind": "photo", "url": f"https://media.example/{content.token}.jpg"}]
        if content.original is not None:
            original = content.original
            sent["translation_of"] = {"source": original.source, "source_id": original.source_id}
        if post.version is not None:
            sent["version"] = post.version
        if content.embargo != "none":
            sent["embargo_until"] = self._embargo(content).isoformat()
        return sent

    def published_at(self, content: Content) -> datetime:
        return self.began - timedelta(minutes=content.minute)

    def _embargo(self, content: Content) -> datetime:
        end = self.began + _LONG
        if content.embargo == "short":
            end = datetime.now(UTC).replace(microsecond=0) + _SHORT
        return self._embargoes.setdefault(content.token, end) if content.embargo == "short" else end

    def _ninjs_of(self, post: Post) -> dict[str, object]:
        content = post.content
        return {
            "uri": post.name.source_id,
            "type": "text",
            "pubstatus": "embargoed" if post.doubtful else "usable",
            "headline": headline_of(content),
            "language": content.language,
            "body_text": body_of(content),
            "firstcreated": self.published_at(content).isoformat(),
        }

    def _lane(self, lane: tuple[Sent, ...]) -> None:
        for operation in lane:
            copies = operation.copies if isinstance(operation, Post) else 1
            with ThreadPoolExecutor(copies) as pool:
                answers = list(pool.map(self._answered, [operation] * copies))
            with self._lock:
                expected = [self.model.apply(operation) for _ in range(copies)]
            self._check(operation, expected, answers)
            self._count()

    def _check(self, operation: Sent, expected: list[Answer], answers: list[tuple[Answer, bool]]) -> None:
        """Compares what was answered. An attempt that nobody answered may have taken effect before."""
        wanted, given = Counter(expected), Counter(answer for answer, _ in answers)
        if wanted == given:
            return
        unsure = any(unsure for _, unsure in answers)
        repeated = {Answer(one.code, _repeated(one.status), one.revision) for one in expected}
        if not (unsure and set(given) <= {*expected, *repeated}):
            self.violations.append(f"{operation}: answered {dict(given)}, not {dict(wanted)}")

    def _count(self) -> None:
        with self._lock:
            self.answered += 1
            self.first_answer = self.first_answer or time.monotonic()

    def _answered(self, operation: Sent) -> tuple[Answer, bool]:
        """The answer, and whether an attempt before it got none."""
        unsure = False
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = self._sent(operation)
                if answer.status_code not in _TRY_AGAIN:
                    return _answer_of(answer), unsure
            unsure = True
            if time.monotonic() > deadline:
                raise AssertionError(f"{operation} was never answered")
            time.sleep(_PAUSE)

    def _sent(self, operation: Sent) -> httpx.Response:
        match operation:
            case Post():
                if operation.name.source.endswith("-wire"):
                    return self._ingest(
                        "POST",
                        "/v1/articles",
                        json.dumps(self._ninjs_of(operation)),
                        NINJS,
                        {"source": operation.name.source},
                    )
                return self._ingest("POST", "/v1/articles", json.dumps(self.json_of(operation)))
            case Garbage(_, text):
                return self._ingest("POST", "/v1/articles", text)
            case _:
                call = "withdrawals" if isinstance(operation, Withdraw) else "restorations"
                naming = {
                    "source": operation.name.source,
                    "source_id": operation.name.source_id,
                    "reason": "a test",
                }
                return self._ingest("POST", f"/v1/{call}", json.dumps(naming))

    def _ingest(
        self,
        method: str,
        path: str,
        body: str | None = None,
        media_type: str = "application/json",
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.system.ready['ingest_key']}", "Content-Type": media_type}
        url = f"{random.choice(self.ingests)}{path}"  # any replica must answer the same
        return httpx.request(method, url, content=body, headers=headers, params=query, timeout=20)

    def standing(self, name: Name) -> str | None:
        """The status that a sender is told, None while nobody answers."""
        with contextlib.suppress(httpx.TransportError):
            answer = self._ingest("GET", f"/v1/articles/{id_of(name)}")
            if answer.status_code == httpx.codes.OK:
                return str(answer.json()["status"])
            if answer.status_code == httpx.codes.NOT_FOUND:
                return "unknown"
        return None

    def _act(self, act: Act) -> None:
        article_id = id_of(act.name)
        match act:
            case EndHold(_, decision):
                self._until_done(
                    lambda: self._desk("POST", f"/v1/held/{article_id}", {"decision": decision}),
                    lambda: self.standing(act.name) not in (None, "held"),
                    str(act),
                )
            case Order(_, order):
                self._until_done(
                    lambda: self._ordered(article_id, order),
                    lambda: _is_after(order, self.standing(act.name)),
                    str(act),
                )
            case Link(_, into):
                story = self._story_of(into)
                self._until_done(
                    lambda: self._desk("PUT", f"/v1/stories/{story}/articles/{article_id}", {}),
                    lambda: self._story_of(act.name) == self._story_of(into),
                    str(act),
                )
            case Unlink():
                story = self._story_of(act.name)
                others = self.model.story_of(self.model.articles[act.name]).members - {article_id}
                self._until_done(
                    lambda: self._desk("DELETE", f"/v1/stories/{story}/articles/{article_id}", {}),
                    lambda: all(
                        self._story_by_id(article_id) != self._story_by_id(other)
                        for other in others
                        if self._story_by_id(other)
                    ),
                    str(act),
                )

    def _until_done(self, call: Callable[[], int], is_done: Callable[[], bool], what: str) -> None:
        """Calls until it is taken, and waits until it shows."""

        def taken() -> bool:
            with contextlib.suppress(httpx.TransportError, AssertionError):
                code = call()
                return code < 400 or (code in (404, 409) and is_done())
            return False

        wait_until(taken, f"{what} is taken", PATIENCE)
        wait_until(is_done, f"{what} shows", PATIENCE)

    def _desk(self, method: str, path: str, body: Mapping[str, str]) -> int:
        headers = {"Authorization": f"Bearer {self.system.ready['desk_key']}"}
        url = f"{self.system.url('translate')}{path}"
        asked = {**body, "reason": "a test"}
        return httpx.request(method, url, headers=headers, json=asked, timeout=20).status_code

    def _ordered(self, article_id: str, order: str) -> int:
        path = f"/desk/articles/{article_id}/order"
        return Door(self.system).post(path, order=order, reason="a test").status_code

    def _story_of(self, name: Name) -> str | None:
        return self._story_by_id(id_of(name))

    def _story_by_id(self, article_id: str) -> str | None:
        def asked() -> httpx.Response | None:
            with contextlib.suppress(httpx.TransportError):
                answer = self.system.get(f"/v1/articles/{article_id}")
                return answer if answer.status_code not in _TRY_AGAIN else None
            return None

        answer = wait_until(asked, f"{article_id} is answered", PATIENCE)
        assert answer is not None
        return str(answer.json()["story_id"]) if answer.status_code == httpx.codes.OK else None


def _is_after(order: str, standing: str | None) -> bool:
    """Whether an article stands as an order leaves it."""
    if standing is None or order == "lift-embargo":
        return standing not in (None, "embargoed")
    return (standing == "withdrawn") is (order == "withdraw")


def _answer_of(answer: httpx.Response) -> Answer:
    if answer.status_code != httpx.codes.ACCEPTED:
        return Answer(answer.status_code)
    told = answer.json()
    return Answer(202, told["status"], told["revision"])


def _repeated(status: str) -> str:
    """The status of what is sent again after it took effect."""
    return "unchanged" if status in ("created", "updated", "held") else status
