"""Tracer: gathers everything about one subject from both stores and from publish."""

import asyncio
from datetime import datetime, timedelta

import httpx
from pydantic import BaseModel, ValidationError

from newsroom.client.failures import unreachable
from newsroom.operations.survey import Survey
from newsroom.operations.trace import Answer, StoredState, Trace
from newsroom.stores.article_records import ArticleRecords, MongoArticleRecords
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.outages import outage_sentence
from newsroom.stores.redis import FAILURES
from newsroom.streams.subject_trace import SubjectTrace, trace_subject
from newsroom.streams.topology import INGEST, PUBLISH, TRANSLATE

_SECONDS = 60.0  # for the streams of a week
_ANSWER_SECONDS = 5.0
_BEFORE = timedelta(minutes=5)  # clocks differ


class _IngestState(BaseModel):
    revision: int = 0
    status: str = "live"


class _TranslateState(BaseModel):
    revision: int = 0
    withdrawn: bool = False


async def traced(survey: Survey, subject: str) -> Trace:
    """The trace of an article's or story's id; what is away is among its problems."""
    problems: list[str] = []
    article, records = await _records(survey, subject, problems)
    streams, states = await _redis(survey, article, _since(records), problems)
    return Trace(
        subject=article,
        at=survey.clock.now(),
        joined_from=subject if article != subject else None,
        states=states,
        streams=streams,
        records=records,
        answer=await _answer(survey.places.services.get(PUBLISH, ""), article),
        problems=tuple(problems),
    )


async def _records(survey: Survey, subject: str, problems: list[str]) -> tuple[str, ArticleRecords]:
    reader = MongoArticleRecords(survey.db)
    try:
        async with asyncio.timeout(_SECONDS):
            article = await reader.joined(subject) or subject
            return article, await reader.records(article)
    except (StoreUnavailableError, TimeoutError) as error:
        problems.append(outage_sentence("MongoDB", "MONGO_URL", survey.places.mongo, error))
        return subject, ArticleRecords()


async def _redis(
    survey: Survey, subject: str, since: datetime | None, problems: list[str]
) -> tuple[SubjectTrace, tuple[StoredState, ...]]:
    try:
        async with asyncio.timeout(_SECONDS):
            return await trace_subject(survey.redis, survey.topology, subject, since), await _states(
                survey, subject
            )
    except (*FAILURES, TimeoutError) as error:
        problems.append(outage_sentence("Redis", "REDIS_URL", survey.places.redis, error))
        return SubjectTrace(), ()


async def _states(survey: Survey, subject: str) -> tuple[StoredState, ...]:
    owners = (INGEST, TRANSLATE)
    keys = [
        survey.topology.key(INGEST, "article", subject),
        survey.topology.own_key(TRANSLATE, "article", subject),
    ]
    values = [await survey.redis.get(key) for key in keys]
    states = [stored_state(owner, value) for owner, value in zip(owners, values, strict=True) if value]
    return tuple(state for state in states if state is not None)


def stored_state(owner: str, value: bytes | str) -> StoredState | None:
    """A service's state of an article as Redis holds it: JSON, in ingest's case behind a line of its own."""
    text = value.decode(errors="replace") if isinstance(value, bytes) else value
    encoded = text.rpartition("\n")[2] if owner == INGEST else text
    try:
        if owner == INGEST:
            return StoredState(owner=owner, **_IngestState.model_validate_json(encoded).model_dump())
        known = _TranslateState.model_validate_json(encoded)
    except ValidationError:
        return StoredState(owner=owner, status="cannot be read")
    return StoredState(
        owner=owner, revision=known.revision, status="withdrawn" if known.withdrawn else "live"
    )


def _since(records: ArticleRecords) -> datetime | None:
    """The instant before which no stream can have an entry of the article; None where nobody knows."""
    first = records.article.first_received_at if records.article else None
    return None if first is None else first - _BEFORE


async def _answer(publish: str, subject: str) -> Answer | None:
    if not publish:
        return None
    url = f"{publish}/v1/articles/{subject}"
    try:
        async with httpx.AsyncClient(timeout=_ANSWER_SECONDS, trust_env=False) as client:
            return Answer(url=url, code=(await client.get(url)).status_code)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Answer(url=url, problem=unreachable(PUBLISH, publish, error))
