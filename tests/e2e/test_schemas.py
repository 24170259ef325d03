"""Every event on the streams names a schema that publish serves, and keeps to it."""

import json
from typing import Any

import httpx
import jsonschema
import pytest
import redis

from newsroom.events.subscriptions import NOTICES, SubscriptionNotice, encode_notice, notice
from newsroom.runtime.clock import SystemClock
from newsroom.streams.topology import GROUPS
from tests.support.system import System

_AT_MOST = 50  # events of one stream
_WITHDRAWN = {"source": "schemas", "source_id": "1", "language": "en", "headline": "Named by its schema"}


def schema_at(url: str) -> dict[str, Any]:
    answer = httpx.get(url, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/schema+json"
    document: dict[str, Any] = answer.json()
    assert document["$id"] == url
    jsonschema.Draft202012Validator.check_schema(document)
    return document


def events_of(system: System, stream: str) -> list[dict[str, Any]]:
    """The newest of the services: other tests put events there themselves, which name no server that runs."""
    with redis.Redis.from_url(system.ready["redis"]) as client:
        events = [json.loads(fields[b"__data__"]) for _, fields in client.xrevrange(stream, count=_AT_MOST)]
    return [event for event in events if event["dataschema"].startswith(system.url("publish"))]


def test_events_keep_to_the_schemas_that_they_name(system: System) -> None:
    system.post([_WITHDRAWN, {**_WITHDRAWN, "headline": "Named by its schema, corrected"}])
    system.withdraw(_WITHDRAWN["source"], _WITHDRAWN["source_id"])
    system.wait_until_finished()
    seen = set[str]()
    for stream in GROUPS:
        for event in events_of(system, stream):
            jsonschema.validate(event["data"], schema_at(event["dataschema"]))
            seen.add(stream)
    assert {"article-created", "article-updated", "article-withdrawn", "article-published"} <= seen


@pytest.mark.parametrize("kind", sorted(NOTICES))
def test_events_about_a_subscription_do_too(system: System, kind: str) -> None:
    data = SubscriptionNotice(subscription="sub_1", challenge="prove it", reason="it failed for a day")
    event = json.loads(encode_notice(notice(kind, data, "1", SystemClock().now())))
    document = schema_at(f"{system.url('publish')}/v1/schemas/{kind}")
    jsonschema.validate(event["data"], document)


def test_an_unknown_type_is_told_which_there_are(system: System) -> None:
    answer = httpx.get(f"{system.url('publish')}/v1/schemas/newsroom.article-created.v9", trust_env=False)
    assert answer.status_code == 404
    assert "newsroom.article-created.v1" in answer.json()["detail"]
