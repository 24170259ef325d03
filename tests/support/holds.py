"""Doubtful articles for whole systems: a ninjs item under an embargo that says nothing of until when."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from newsroom.events.identity import article_id
from tests.support.system import System
from tests.support.waiting import wait_until

SOURCE = "held-wire"
REASON = "embargo_until: embargoed: it is embargoed, and nothing tells until when"
MEDIA_TYPE = "application/vnd.iptc.ninjs+json"


@dataclass(frozen=True, slots=True)
class Wire:
    """A sender of doubtful articles, and what it and the desk are told of them."""

    system: System

    def post(
        self, name: str, headline: str, status: str = "embargoed", source: str = SOURCE, **more: Any
    ) -> dict[str, Any]:
        item = {
            "uri": name,
            "type": "text",
            "pubstatus": status,
            "headline": headline,
            "language": "en",
            "body_text": "The ministry said so on Monday.",
            **more,
        }
        body = json.dumps(item)

        def answer() -> httpx.Response | None:
            """None while ingest cannot take anything."""
            sent = self.ingest(
                "POST",
                "/v1/articles",
                content=body,
                headers={"content-type": MEDIA_TYPE},
                params={"source": source},
            )
            return None if sent.status_code == 503 else sent

        taken = wait_until(answer, f"{name} is taken")
        assert taken is not None
        assert taken.status_code == 202, taken.text
        found: dict[str, Any] = taken.json()
        return found

    def posted_as(self, status: str, name: str, **more: Any) -> dict[str, Any] | None:
        """The answer to a plain article, None where it is not taken so."""
        answer = self.post(name, f"Headline of {name}", status="usable", **more)
        return answer if answer["status"] == status else None

    def hold(self, name: str, headline: str, **more: Any) -> str:
        """Posts what is held, and waits until the desk has it; its id."""
        assert self.post(name, headline, **more)["status"] == "held"
        wait_until(lambda: self.on_the_desk(name), f"{name} is on the desk")
        return article_id(SOURCE, name)

    def told(self, name: str, source: str = SOURCE) -> dict[str, Any]:
        """What its sender is told."""
        answer = self.ingest("GET", f"/v1/articles/{article_id(source, name)}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def on_the_desk(self, name: str) -> dict[str, Any] | None:
        """The entry of what waits, None where it does not."""
        held = self.desk("GET", "/v1/held", params={"limit": 100}).json()["held"]
        return next((one for one in held if one["source_id"] == name), None)

    def end(self, path: str, decision: str, **fields: Any) -> httpx.Response:
        return self.desk("POST", f"/v1/held/{path}", json={"decision": decision, **fields})

    def desk(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._call("translate", "desk_key", method, path, **options)

    def ingest(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self._call("ingest", "ingest_key", method, path, **options)

    def _call(self, service: str, key: str, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.system.ready[key]}", **options.pop("headers", {})}
        url = f"{self.system.url(service)}{path}"
        return httpx.request(method, url, headers=headers, timeout=20, **options)
