"""`newsroom journal`, run as it is by an operator."""

import asyncio
import os
import subprocess
import sys

from newsroom.stores.journals import MongoJournals
from newsroom.stores.mongo import Database


async def test_a_journal_is_listed_and_abandoned(db: Database, mongo_url: str) -> None:
    await MongoJournals(db).report("abc", "host:/var/lib/newsroom/journal", 3)
    assert "abc  host:/var/lib/newsroom/journal  in use" in await run(mongo_url, "list")
    assert await run(mongo_url, "abandon", "abc", "--dry-run") == "would be abandoned: abc"
    assert '"id": "abc"' in await run(mongo_url, "list", "--json")
    assert await run(mongo_url, "abandon", "abc") == "abandoned: abc"
    assert await run(mongo_url, "list") == "No local journals."
    assert "no journal abc" in await run(mongo_url, "abandon", "abc")


async def run(mongo_url: str, *words: str) -> str:
    answer = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "newsroom", "journal", *words],
        env={**os.environ, "MONGO_URL": mongo_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return (answer.stdout + answer.stderr).strip()
