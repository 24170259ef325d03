"""Who sent what, and what was sent read again."""

import json
from typing import Any

import httpx

from ingest.ledger.write import compressed, uncompressed
from newsroom.events.articles import ArticleRevision
from newsroom.events.documents import document_id, first_document_id
from newsroom.events.identity import article_id
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from tests.support.articles import NOON
from tests.support.facts import keep_facts
from tests.support.ingest import ready, said
from tests.support.ledger import entered, keep

ID = article_id("report", "1")
NINJS = {
    "uri": "1", "version": "1", "type": "text", "language": "en", "pubstatus": "usable",
    "versioncreated": "2026-02-27T15:33:00Z", "headline": "Baku hosts talks", "body_text": "The talks began.",
}  # fmt: skip


def article(**fields: Any) -> dict[str, Any]:
    return {"source": "report", "source_id": "1", "headline": "One", "language": "en", **fields}


async def post_ninjs(http: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    headers = {"Content-Type": "application/vnd.iptc.ninjs+json"}
    return await http.post("/v1/articles?source=report", json={**NINJS, **fields}, headers=headers)


async def receipts(http: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await http.get("/v1/receipts", params=query)
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["receipts"]
    return found


async def reparse(http: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await http.post("/v1/reparse", params=query)
    assert answer.is_success, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


async def misread(db: Database, document: str, **fields: Any) -> None:
    """As though the adapter of the time had read something else in what was sent."""
    kept = await db.documents.find_one({"_id": document})
    assert kept is not None
    better = {**json.loads(uncompressed(kept["content"])), **fields}
    await db.documents.update_one(
        {"_id": document}, {"$set": {"content": compressed(json.dumps(better).encode())}}
    )


async def latest(redis: RedisClient) -> ArticleRevision:
    found: ArticleRevision = (await said(redis))[-1].event.data
    return found


async def test_every_request_is_entered_with_who_what_and_from_where(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    await http.post("/v1/articles", json=article())
    lines = "\n".join(json.dumps(one) for one in (article(), {"source": "report"}, article(headline="Two")))
    await http.post("/v1/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    await http.post("/v1/withdrawals", json={"source": "report", "source_id": "1", "reason": "r"})
    await post_ninjs(http, uri="2")
    await http.post("/v1/articles", content=b"<rss", headers={"Content-Type": "application/rss+xml"})
    await keep(redis_client, db)
    unreadable, ninjs, withdrawal, many, one = await receipts(http)
    assert [entry["sender"] for entry in (one, many)] == ["NEWSROOM_INGEST_KEY"] * 2
    assert one["receipts"] == [{"id": ID, "revision": 1, "status": "created"}]
    assert [line["status"] for line in many["receipts"]] == ["unchanged", "refused", "updated"]
    assert "source_id" in many["receipts"][1]["problem"]
    assert (withdrawal["format"], withdrawal["receipts"][0]["status"]) == ("withdrawal", "withdrawn")
    assert (ninjs["format"], ninjs["receipts"][0]["status"]) == ("ninjs", "created")
    assert (unreadable["format"], unreadable["receipts"][0]["status"]) == ("unreadable", "refused")
    assert one["address"] == "127.0.0.1"
    assert [entry["format"] for entry in await receipts(http, id=ID)] == ["withdrawal", "native", "native"]
    assert await receipts(http, source="other") == []
    assert len(await receipts(http, limit=2)) == 2


async def test_what_was_sent_is_entered_before_its_articles_and_as_it_was(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await post_ninjs(http)
    before, after = await entered(redis_client)
    assert before.raw is not None
    assert json.loads(uncompressed(before.raw.content)) == NINJS
    assert (before.receipts, after.raw, before.id) == (None, None, after.id)
    assert (await latest(redis_client)).document_id == before.id


async def test_a_key_sees_its_own_sources_alone(
    redis_url: str, mongo_url: str, redis_client: RedisClient, db: Database
) -> None:
    async with ready(redis_url, mongo_url, ingest_keys={"the-key-of-one-source": ["report"]}) as http:
        await http.post("/v1/articles", json=article())
        await http.post("/v1/articles", json=article(source="other"))
        both = "\n".join(json.dumps(article(source=source)) for source in ("report", "other"))
        await http.post("/v1/articles", content=both, headers={"Content-Type": "application/x-ndjson"})
        await keep(redis_client, db)
        assert len(await receipts(http)) == 3
        http.headers["Authorization"] = "Bearer the-key-of-one-source"
        assert [one["sources"] for one in await receipts(http)] == [["report"]]
        assert (await http.get("/v1/receipts?source=other")).status_code == 403
        assert (await http.post("/v1/reparse?source=other")).status_code == 403


async def test_a_better_adapter_corrects_what_it_reads_better_and_once(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    await post_ninjs(http)
    await keep(redis_client, db)
    document = (await latest(redis_client)).document_id
    assert document is not None
    await misread(db, document, headline="Baku hosts the talks")
    [would, _] = await reparse(http, dry_run=True)
    assert would["changed"][0]["status"] == "updated"
    assert len(await said(redis_client)) == 1
    [did, total] = await reparse(http, source="report", format="ninjs")
    assert (did["document"], did["changed"][0]["revision"]) == (document, 2)
    assert total == {"documents": 1, "answers": {"updated": 1}}
    assert (await latest(redis_client)).headline == "Baku hosts the talks"
    [total] = await reparse(http)
    assert total["answers"] == {"unchanged": 1}


async def test_reading_again_brings_back_nothing_older_and_nothing_withdrawn(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    await post_ninjs(http)
    await post_ninjs(http, version="2", headline="Baku ended the talks")
    await keep(redis_client, db)
    first, second = [one.id for one in await entered(redis_client) if one.raw]
    await misread(db, first, headline="Other")
    [total] = await reparse(http)
    assert total["answers"] == {"stale": 1, "unchanged": 1}
    await http.post("/v1/withdrawals", json={"id": (await latest(redis_client)).id})
    await misread(db, second, headline="Another")
    await reparse(http)
    newest = await latest(redis_client)
    assert newest.status == "withdrawn"


async def test_what_no_adapter_could_read_comes_in_once_one_can(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    headers = {"Content-Type": "application/vnd.iptc.ninjs+json"}
    refused = await http.post("/v1/articles?source=report", content=b"{}", headers=headers)
    assert refused.status_code == 422, refused.text
    await keep(redis_client, db)
    [entry] = await receipts(http)
    await misread(db, entry["id"], **NINJS)
    [did, _] = await reparse(http)
    assert did["changed"][0]["status"] == "created"


def test_documents_sort_by_when_they_came() -> None:
    assert first_document_id(NOON) <= document_id(NOON)
    assert document_id(NOON.replace(hour=9)) < document_id(NOON)


async def test_an_article_in_another_language_than_it_says_is_flagged_or_refused(
    redis_url: str, mongo_url: str, redis_client: RedisClient, db: Database
) -> None:
    russian = "Президент в понедельник открыл в Баку новую школу, министр встретился с учителями."
    rules = {"strict": {"language_check": "refuse"}}
    async with ready(redis_url, mongo_url, source_rules=rules) as http:
        taken = await http.post("/v1/articles", json=article(body=russian))
        assert taken.json()["status"] == "created"
        refused = await http.post("/v1/articles", json=article(source="strict", body=russian))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "language")
        flagged = await latest(redis_client)
        assert (flagged.language, flagged.language_doubt) == ("en", "ru")
        await keep_facts(db, [flagged])
        [doubted] = (await http.get("/v1/doubts")).json()["articles"]
        assert (doubted["id"], doubted["language_doubt"]) == (ID, "ru")
        assert (await http.get("/v1/doubts?source=other")).json()["articles"] == []


async def test_a_foreign_category_is_filed_under_ours_and_our_own_format_s_is_as_sent(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    subject = [{"code": "medtop:15000000", "name": "sport"}]
    await post_ninjs(http, subject=subject)
    assert (await latest(redis_client)).category == "sport"
    assert (await post_ninjs(http, subject=subject)).json()["status"] == "unchanged"
    await http.post("/v1/articles", json=article(source="other", category="medtop-15000000"))
    assert "medtop-15000000" in {one.event.data.category for one in await said(redis_client)}


async def test_our_own_lines_are_read_again_as_they_came(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    lines = [json.dumps(article(source_id=str(n), body="One\n\nTwo")) for n in range(3)]
    headers = {"Content-Type": "application/x-ndjson"}
    await http.post("/v1/articles", content="\n".join([*lines, "{"]), headers=headers)
    pretty = json.dumps(article(headline="Two"), indent=1)
    await http.post("/v1/articles", content=pretty, headers={"Content-Type": "application/json"})
    before = len(await said(redis_client))
    await keep(redis_client, db)
    [problem, total] = await reparse(http)
    assert problem["problem"]["status"] == 400
    # Article 1 was corrected by the second request, so what the first says of it is older.
    assert total["answers"] == {"unchanged": 3, "stale": 1, "refused": 1}
    assert len(await said(redis_client)) == before == 4


async def test_what_an_editor_brought_back_is_not_withdrawn_by_reading_again(
    redis_url: str, mongo_url: str, redis_client: RedisClient, db: Database
) -> None:
    async with ready(redis_url, mongo_url) as http:
        await post_ninjs(http)
        await post_ninjs(http, version="2", pubstatus="canceled")
        [created, withdrawn] = await said(redis_client)
        assert (created.number, withdrawn.stream) == (1, "article-withdrawn")
        await http.post("/v1/restorations", json={"id": created.event.subject})
        await keep(redis_client, db)
        await reparse(http)
        assert (await said(redis_client))[-1].event.data.status == "live"


async def test_what_is_withheld_comes_back_with_a_newer_version(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await post_ninjs(http)
    held = await post_ninjs(http, version="2", pubstatus="withheld")
    assert held.json()["status"] == "withdrawn"
    late = await post_ninjs(http, version="1", headline="Late")
    assert late.json()["status"] == "withdrawn"
    assert (await post_ninjs(http, version="3")).json()["status"] == "updated"
    assert (await latest(redis_client)).status == "live"
