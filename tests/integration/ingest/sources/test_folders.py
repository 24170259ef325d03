"""A watched folder: complete files, each once, moved on with a reason where they are refused."""

from pathlib import Path
from typing import Any

import pytest

from ingest.durability.redis_settings import Verdict
from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from tests.support.ingest import said
from tests.support.reading import Faulty
from tests.support.sources import Lab, lab, native


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
async def wire(redis_client: RedisClient, mongo_url: str, tmp_path: Path, drop: Path) -> Lab:
    return await lab(redis_client, mongo_url, tmp_path, folder(drop))


def folder(drop: Path, **fields: Any) -> dict[str, Any]:
    return {"name": "wire", "kind": "folder", "path": str(drop), **fields}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.exists() else []


async def heard(redis: RedisClient) -> list[str]:
    return sorted(one.event.data.source_id for one in await said(redis))


async def test_a_file_is_taken_once_it_has_stopped_growing(
    wire: Lab, drop: Path, redis_client: RedisClient
) -> None:
    (drop / "one.json").write_bytes(native(["a"])[:20])
    assert await wire.poll() is PollOutcome.NOTHING_NEW
    (drop / "one.json").write_bytes(native(["a"]))
    assert await wire.poll(turn=3) is PollOutcome.NOTHING_NEW, "it has grown since"
    assert names(drop) == ["one.json"]
    assert await wire.poll(turn=3) is PollOutcome.NEWS
    assert (names(drop), names(drop / "done")) == ([], ["one.json"])
    assert await heard(redis_client) == ["a"]


async def test_what_is_not_meant_stays(wire: Lab, drop: Path, redis_client: RedisClient) -> None:
    for name in (".hidden.json", "upload.json.part", "x.tmp", "copy.json~"):
        (drop / name).write_bytes(native([name]))
    (drop / "folder").mkdir()
    (drop / "link.json").symlink_to("/etc/hostname")
    for _ in range(3):
        await wire.poll(turn=60)
    assert await heard(redis_client) == []
    assert len(names(drop)) == 5


async def test_a_refused_file_has_its_reason_beside_it(
    wire: Lab, drop: Path, redis_client: RedisClient
) -> None:
    (drop / "bad.json").write_bytes(native(["a"]) + b"\n" + native(["b"], language="de"))
    (drop / "picture.bin").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    (drop / "empty.json").write_bytes(b"")
    await wire.poll()
    await wire.poll(turn=120)
    refused = drop / "refused"
    assert names(drop) == names(drop / "done") == []
    assert names(refused) == sorted(
        f"{name}{end}" for name in ("bad.json", "picture.bin", "empty.json") for end in ("", ".reason")
    )
    assert "de" in (refused / "bad.json.reason").read_text()
    assert (refused / "picture.bin.reason").read_text().strip()
    assert await heard(redis_client) == ["a"], "the right article of a file with a wrong one is taken"


async def test_a_second_file_of_a_name_goes_over_no_other(
    wire: Lab, drop: Path, redis_client: RedisClient
) -> None:
    for text in ("a", "b", "c"):
        (drop / "news.json").write_bytes(native([text]))
        await wire.poll(turn=10)
        await wire.poll(turn=10)
    assert names(drop / "done") == ["news.1.json", "news.2.json", "news.json"]
    assert await heard(redis_client) == ["a", "b", "c"]


async def test_a_file_stays_until_redis_has_its_articles(
    wire: Lab, drop: Path, redis_client: RedisClient
) -> None:
    (drop / "news.json").write_bytes(native(["a"]))
    await wire.poll()
    wire.watch.verdict = Verdict(("its disk is full",))
    assert await wire.poll(turn=10) is PollOutcome.POSTPONED
    assert names(drop) == ["news.json"]
    wire.watch.verdict = Verdict()
    assert await wire.poll(turn=10) is PollOutcome.NEWS
    assert names(drop) == []


async def test_a_crash_before_the_file_was_moved_doubles_nothing(
    wire: Lab, drop: Path, redis_client: RedisClient
) -> None:
    for _ in range(2):
        (drop / "news.json").write_bytes(native(["a"]))  # as if it had never been moved
        await wire.poll(turn=10)
        await wire.poll(turn=10)
    assert await heard(redis_client) == ["a"]


async def test_a_file_too_large_is_refused_and_a_folder_that_is_not_there_is_a_failure(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, drop: Path
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, folder(drop, max_bytes=10, pattern="*.json"))
    (drop / "news.json").write_bytes(native(["a"]))
    (drop / "news.txt").write_bytes(native(["b"]))
    await wire.poll()
    await wire.poll(turn=10)
    assert "larger" in (drop / "refused" / "news.json.reason").read_text()
    assert names(drop) == ["news.txt"]
    away = await lab(redis_client, mongo_url, tmp_path, folder(tmp_path / "nowhere"), clock=wire.clock)
    assert await away.poll(turn=10) is PollOutcome.FAILED
    assert "nowhere" in str((await away.status()).problem)


async def test_a_file_that_meets_a_fault_of_ours_is_set_aside_and_the_next_one_read(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, drop: Path
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, folder(drop), reader=Faulty())
    for name in ("a", "poison", "z"):
        (drop / f"{name}.json").write_bytes(native([name]))
    await wire.poll()
    assert await wire.poll(turn=10) is PollOutcome.NEWS
    assert sorted(await heard(redis_client)) == ["a", "z"]
    assert names(drop) == []
    assert "a fault of ours" in (drop / "refused" / "poison.json.reason").read_text()
