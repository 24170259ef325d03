"""The feed as one writes it in an afternoon: FastAPI, Motor, one indexed query, a response model."""

import os
from typing import Any

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel

from newsroom.events.live import PublicItem

_client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(os.environ["MONGO_URL"], tz_aware=True)
_articles = _client.get_default_database("newsroom").articles
_WHOLE = ("body", "body_html", "media", "source", "byline", "dateline", "rights")

app = FastAPI()


class Feed(BaseModel):
    """What the route answers."""

    items: list[PublicItem]


@app.get("/v1/feed")
async def feed(lang: str, limit: int = 20) -> Feed:
    """The newest of a language."""
    left_out = {f"public.{name}": 0 for name in _WHOLE}
    query = {"public.language": lang, "public.first_published_at": {"$type": "date"}}
    found = _articles.find(query, {"content": 0, **left_out})
    found = found.sort([("public.first_published_at", -1), ("_id", -1)]).limit(limit)
    return Feed(items=[PublicItem.model_validate(fields["public"]) async for fields in found])
