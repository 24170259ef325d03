"""Pipeline as one writes it by hand on redis-py and PyMongo: the same durability, and none of the duties.

Batches throughout; no revisions, corrections, withdrawals, archive, search, receipts or recovery. As
processes of their own: `python -m bench.pipeline.peer ingest|link|publish`.
"""

import base64
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import redis
import redis.asyncio
import uvicorn
from pymongo import MongoClient, UpdateOne, WriteConcern
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

REDIS_URL, MONGO_URL = os.environ.get("REDIS_URL", ""), os.environ.get("MONGO_URL", "")
IN, LINKED, LIVE = "peer-in", "peer-linked", "peer-live"
_AT_ONCE = 500
_BLOCK_MS = 1000
Article = dict[str, Any]


def id_of(source: str, source_id: str) -> str:
    digest = hashlib.sha256(f"{source}\0{source_id}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def ingest(port: int) -> None:
    """POST /v1/articles: each into one stream."""
    server = redis.asyncio.Redis.from_url(REDIS_URL)

    async def articles(request: Request) -> Response:
        pipeline = server.pipeline(transaction=False)
        answers: list[dict[str, str]] = []
        for line in (await request.body()).split(b"\n"):
            article: Article = json.loads(line)
            key = id_of(article["source"], article["source_id"])
            pipeline.xadd(IN, {"id": key, "data": line})
            answers.append({"id": key})
        await pipeline.execute()
        return Response("\n".join(map(json.dumps, answers)), 202)

    app = Starlette(routes=[Route("/v1/articles", articles, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")


def link() -> None:
    """The members of each story, in Redis, and a snapshot of each story that grew."""
    server = redis.Redis.from_url(REDIS_URL)
    for found in _batches(server, "link", IN):
        joining: dict[str, dict[str, str]] = {}
        for _, entry in found[IN]:
            article: Article = json.loads(entry[b"data"])
            of = article.get("translation_of")
            key = entry[b"id"].decode()
            story = id_of(of["source"], of["source_id"]) if of else key
            joining.setdefault(story, {})[article["language"]] = key
        before = server.mget([f"peer-story:{story}" for story in joining])
        pipeline = server.pipeline(transaction=False)
        for (story, members), known in zip(joining.items(), before, strict=True):
            snapshot = json.dumps(
                {"id": story, "members": (json.loads(known)["members"] if known else {}) | members}
            )
            pipeline.set(f"peer-story:{story}", snapshot)
            pipeline.xadd(LINKED, {"data": snapshot})
        pipeline.xack(IN, "link", *(entry_id for entry_id, _ in found[IN]))
        pipeline.execute()


def publish() -> None:
    """Articles with their stories into MongoDB, and each as it is now into the live log."""
    server = redis.Redis.from_url(REDIS_URL)
    client = MongoClient[Article](MONGO_URL)
    concern = WriteConcern(w="majority", j=True)
    shown = client.get_default_database("newsroom").get_collection("peer_articles", write_concern=concern)
    shown.create_index([("published_at", -1), ("_id", -1)])
    shown.create_index([("language", 1), ("published_at", -1), ("_id", -1)])
    for found in _batches(server, "publish", IN, LINKED):
        writes: list[UpdateOne] = []
        touched: set[str] = set()
        for _, entry in found.get(IN, ()):
            key = entry[b"id"].decode()
            writes.append(UpdateOne({"_id": key}, {"$set": json.loads(entry[b"data"])}, upsert=True))
            touched.add(key)
        for _, entry in found.get(LINKED, ()):
            story = json.loads(entry[b"data"])
            for key in story["members"].values():
                linked = {"story_id": story["id"], "variants": story["members"]}
                writes.append(UpdateOne({"_id": key}, {"$set": linked}, upsert=True))
                touched.add(key)
        shown.bulk_write(writes)
        pipeline = server.pipeline(transaction=False)
        for article in shown.find({"_id": {"$in": list(touched)}}):
            pipeline.xadd(LIVE, {"data": json.dumps(article)})
        for stream, entries in found.items():
            pipeline.xack(stream, "publish", *(entry_id for entry_id, _ in entries))
        pipeline.execute()


def _batches(
    server: "redis.Redis", group: str, *streams: str
) -> Iterator[dict[str, list[tuple[bytes, dict[bytes, bytes]]]]]:
    for stream in streams:
        with contextlib.suppress(redis.ResponseError):
            server.xgroup_create(stream, group, id="0", mkstream=True)
    while True:
        found: Any = server.xreadgroup(
            group, "1", dict.fromkeys(streams, ">"), count=_AT_ONCE, block=_BLOCK_MS
        )
        if found:
            yield {stream.decode(): entries for stream, entries in found}


if __name__ == "__main__":
    match sys.argv[1]:
        case "ingest":
            ingest(int(sys.argv[2]))
        case "link":
            link()
        case _:
            publish()
