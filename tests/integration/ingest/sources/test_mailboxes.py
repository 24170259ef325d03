"""A polled mailbox: each mail once, also when its UIDs begin anew, and nothing in it is changed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from ingest.durability.redis_settings import Verdict
from ingest.ledger.write import uncompressed
from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from tests.support.ingest import said
from tests.support.ledger import entered
from tests.support.mail_server import Mailbox, mailbox
from tests.support.reading import Faulty
from tests.support.sources import Lab, lab


@pytest.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as running:
        yield running


def source(box: Mailbox, **fields: Any) -> dict[str, Any]:
    return {
        "name": "wire",
        "kind": "imap",
        "host": "127.0.0.1",
        "port": box.port,
        "tls": "none",
        "user": "desk",
        "password": "open sesame",
        "language": "en",
        "allow_hosts": ["127.0.0.1"],
        "timeout": 5,
        **fields,
    }


@pytest.fixture
async def wire(redis_client: RedisClient, mongo_url: str, tmp_path: Path, box: Mailbox) -> Lab:
    return await lab(redis_client, mongo_url, tmp_path, source(box))


def mail(name: str) -> bytes:
    lines = [
        "From: Correspondent <me@example.com>",
        "Date: Mon, 02 Mar 2026 11:00:00 +0400",
        f"Message-ID: <{name}@example.com>",
        f"Subject: News of {name}",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"The text of {name}, as it was told by those who were there.",
        "",
    ]
    return "\r\n".join(lines).encode()


async def headlines(redis: RedisClient) -> list[str]:
    return sorted(one.event.data.headline for one in await said(redis))


async def test_each_mail_is_taken_once_and_left_as_it_is(
    wire: Lab, box: Mailbox, redis_client: RedisClient
) -> None:
    box.mails = {3: mail("a"), 7: mail("b")}
    assert await wire.poll() is PollOutcome.NEWS
    assert await wire.poll(turn=700) is PollOutcome.NOTHING_NEW
    box.mails[8] = mail("c")
    assert await wire.poll(turn=700) is PollOutcome.NEWS
    assert await headlines(redis_client) == ["News of a", "News of b", "News of c"]
    fetched = [command for command in box.asked if "BODY" in command]
    assert fetched == [f"UID FETCH {uid} (BODY.PEEK[])" for uid in (3, 7, 8)]
    assert not any(command.startswith(("SELECT", "UID STORE", "EXPUNGE")) for command in box.asked)


async def test_uids_that_begin_anew_are_read_anew_and_emit_nothing_twice(
    wire: Lab, box: Mailbox, redis_client: RedisClient
) -> None:
    box.mails = {30: mail("a"), 31: mail("b")}
    await wire.poll()
    box.uid_validity, box.mails = 2, {1: mail("a"), 2: mail("b"), 3: mail("c")}
    assert await wire.poll(turn=700) is PollOutcome.NEWS
    assert len(await said(redis_client)) == 3
    state = await wire.state()
    assert (state.uid_validity, state.uid) == (2, 3)


async def test_a_mail_is_remembered_only_once_redis_has_it(
    wire: Lab, box: Mailbox, redis_client: RedisClient
) -> None:
    box.mails = {1: mail("a")}
    wire.watch.verdict = Verdict(("its disk is full",))
    assert await wire.poll() is PollOutcome.POSTPONED
    wire.watch.verdict = Verdict()
    assert await wire.poll(turn=10) is PollOutcome.NEWS
    assert await headlines(redis_client) == ["News of a"]


async def test_many_mails_come_some_at_a_time(wire: Lab, box: Mailbox, redis_client: RedisClient) -> None:
    box.mails = {uid: mail(str(uid)) for uid in range(1, 121)}
    outcomes = [await wire.poll(turn=10) for _ in range(3)]
    assert outcomes == [PollOutcome.MORE, PollOutcome.MORE, PollOutcome.NEWS]
    assert len(await said(redis_client)) == 120


async def test_a_mail_too_large_or_unreadable_stops_no_other(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, box: Mailbox
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(box, max_bytes=2000))
    box.mails = {1: mail("a") + b"x" * 5000, 2: mail("b")}
    assert await wire.poll() is PollOutcome.NEWS
    status = await wire.status()
    assert status.refused == 1
    assert "mail 1 is larger" in status.refusals[0]
    assert await headlines(redis_client) == ["News of b"]


async def test_a_mail_that_meets_a_fault_of_ours_is_set_aside_raw_and_the_next_one_read(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, box: Mailbox
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(box), reader=Faulty())
    box.mails = {1: mail("a"), 2: mail("poison"), 3: mail("b")}
    assert await wire.poll() is PollOutcome.NEWS
    assert await headlines(redis_client) == ["News of a", "News of b"]
    assert "mail 2: This document cannot be read" in (await wire.status()).refusals[0]
    [aside] = [entry for entry in await entered(redis_client) if entry.format == "unreadable"]
    assert aside.raw is not None
    assert b"poison" in uncompressed(aside.raw.content)
    assert aside.receipts is not None
    assert "a fault of ours" in str(aside.receipts[0].problem)
    assert await wire.poll(turn=1000) is PollOutcome.NOTHING_NEW


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"password": "wrong"}, "not that way"),
        ({"mailbox": "nowhere"}, "no mailbox nowhere"),
        ({"allow_hosts": []}, "not on the open internet"),
        ({"port": 1}, "refused"),
    ],
)
async def test_a_mailbox_that_cannot_be_read_is_a_failure_with_a_reason(
    redis_client: RedisClient,
    mongo_url: str,
    tmp_path: Path,
    box: Mailbox,
    fields: dict[str, Any],
    reason: str,
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, source(box, **fields))
    assert await wire.poll() is PollOutcome.FAILED
    assert reason in str((await wire.status()).problem)


async def test_a_server_that_sends_more_than_it_said_is_given_up(wire: Lab, box: Mailbox) -> None:
    box.lies_about_size = True
    box.mails = {1: mail("a") + b"x" * 200_000}
    assert await wire.poll() is PollOutcome.FAILED
    assert "larger than the mail" in str((await wire.status()).problem)
