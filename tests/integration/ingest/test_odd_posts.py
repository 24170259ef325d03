"""Odd documents by HTTP, against real stores: what is promised of each is what its sender is told."""

import json
from typing import Any

import httpx

from newsroom.stores.redis import RedisClient
from tests.support.ingest import said
from tests.unit.ingest.formats.test_odd_documents import FIELDS, KILLS, NOT_CERTAIN, STATUSES, ninjs

STATUS = {"article": "created", "held": "held", "withdrawn": "withdrawn", "refused": "refused"}


async def told(http: httpx.AsyncClient, content: Any, source: str) -> list[str]:
    """The status of each article in the answer."""
    is_json = not isinstance(content, str)
    answer = await http.post(
        "/v1/articles",
        content=json.dumps(content) if is_json else content.encode(),
        headers={"content-type": "application/json" if is_json else "application/octet-stream"},
        params={"source": source},
    )
    if answer.status_code == 422:
        return ["refused"]
    assert answer.status_code == 202, answer.text
    return [json.loads(line)["status"] for line in answer.text.splitlines()]


async def test_each_is_published_held_or_refused_as_promised(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    posts = [
        *((content, [right]) for content, right in FIELDS.values()),
        *((ninjs(pubstatus=status), [right]) for status, right in STATUSES.items()),
        *((ninjs(embargoed=written), ["held"]) for written in NOT_CERTAIN),
        *KILLS.values(),
    ]
    public = 0
    for number, (content, rights) in enumerate(posts):
        statuses = [STATUS[right.partition(" ")[0]] for right in rights]
        assert await told(http, content, f"odd-{number}") == statuses, content
        public += sum(status in ("created", "withdrawn") for status in statuses)
    events = [one.event.data for one in await said(redis_client)]
    assert len(events) == public, "what is held leaves no trace on the streams"
