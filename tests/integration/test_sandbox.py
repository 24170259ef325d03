"""The sandbox passes a right subscriber, and of one that errs it names just the lesson."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, unquote

import httpx
import pytest
from httpx_sse import aconnect_sse

from newsroom.client.webhook_receiver import WebhookReceiver
from newsroom.events.envelope import Event
from newsroom.events.live import Change as ChangeName
from newsroom.events.live import LiveChange
from newsroom.sandbox.judge import Judgement
from newsroom.sandbox.lessons import ADVICE, Lesson
from newsroom.sandbox.run import Sandbox
from newsroom.stack.ready_file import read
from tests.support.served import served
from tests.support.system import System, running

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
RIGHT = 60.0  # seconds until a right mirror must be right
WRONG = 10.0  # the same for one that never will be

Change = dict[str, Any]
Skips = Callable[[Change, Change | None], bool]


@dataclass
class Keeper:
    """A mirror, right but for what `skips` leaves out and `spoils` changes."""

    skips: Skips = lambda change, known: known is not None and change["seq"] <= known["seq"]
    spoils: Callable[[Change, Change, Change | None], None] = lambda item, change, known: None
    items: dict[str, Change] = field(default_factory=dict[str, Change])

    def take(self, change: Change) -> None:
        article = change["article"]
        known = self.items.get(article["id"])
        if self.skips(change, known):
            return
        headline = article.get("headline")
        kept = known["headlines"] if known and headline and not change.get("hides_previous") else []
        item = {
            "id": article["id"],
            "seq": change["seq"],
            "change": change["change"],
            "first_published_at": article["first_published_at"],
            "headlines": [*kept, headline] if headline else [],
        }
        self.spoils(item, change, known)
        self.items[article["id"]] = item

    @property
    def shown(self) -> list[Change]:
        return list(self.items.values())


def old(change: Change, known: Change | None) -> bool:
    return known is not None and change["seq"] <= known["seq"]


def but(skipped: Skips) -> Skips:
    return lambda change, known: old(change, known) or skipped(change, known)


def keeping_texts(item: Change, change: Change, known: Change | None) -> None:
    if change["change"] == "withdrawn" and known:
        item["headlines"] = known["headlines"]


def dated_as_sent(item: Change, change: Change, known: Change | None) -> None:
    item["first_published_at"] = change["article"].get("published_at") or item["first_published_at"]


def with_a_history(item: Change, change: Change, known: Change | None) -> None:
    if change.get("hides_previous") and known:
        item["headlines"] = [*known["headlines"], *item["headlines"]]


# Each errs in one way, and just that lesson is named.
WRONG_KEEPERS: Mapping[Lesson, Callable[[], Keeper]] = {
    Lesson.PUBLICATION: lambda: Keeper(but(lambda change, _: change["article"]["language"] == "ru")),
    Lesson.CORRECTION: lambda: Keeper(but(lambda change, _: _is_correction(change))),
    Lesson.REPETITION: lambda: Keeper(
        lambda change, known: known is not None and known["change"] == "withdrawn" and old(change, known)
    ),
    Lesson.WITHDRAWAL: lambda: Keeper(spoils=keeping_texts),
    Lesson.EARLY_WITHDRAWAL: lambda: Keeper(
        but(lambda change, known: change["change"] == "withdrawn" and known is None)
    ),
    Lesson.RESTORATION: lambda: Keeper(
        but(lambda _, known: known is not None and known["change"] == "withdrawn")
    ),
    Lesson.RELINK: lambda: Keeper(but(lambda change, _: change["change"] in ("linked", "unlinked"))),
    Lesson.EMBARGO: lambda: Keeper(spoils=dated_as_sent),
    Lesson.SUPPRESSION: lambda: Keeper(spoils=with_a_history),
}


def _is_correction(change: Change) -> bool:
    is_of_lesson = "Sandbox: correction" in (change["article"].get("headline") or "")
    return is_of_lesson and change["change"] == "updated"


class Receivers:
    """ASGI application: each path is a receiver of web hooks, and shows its mirror to who gets it."""

    def __init__(self, keepers: Mapping[str, Keeper]) -> None:
        self._keepers = keepers
        self._receivers = {name: WebhookReceiver([SECRET], _taking(keepers[name])) for name in keepers}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        name = unquote(scope["path"].strip("/"))
        if scope["method"] == "POST":
            await self._receivers[name](scope, receive, send)
            return
        body = json.dumps(self._keepers[name].shown).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def _taking(keeper: Keeper) -> Callable[[Sequence[Event[LiveChange]]], Awaitable[None]]:
    async def take(events: Sequence[Event[LiveChange]]) -> None:
        for event in events:
            keeper.take(event.data.model_dump(mode="json"))

    return take


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    allowed = {"NEWSROOM_WEBHOOK_ALLOW": "127.0.0.1"}
    with running(tmp_path_factory.mktemp("sandbox"), environment=allowed) as started:
        yield started


def failed(judgements: Sequence[Judgement]) -> list[Lesson]:
    return [judgement.lesson for judgement in judgements if judgement.outcome == "failed"]


@pytest.mark.soak
async def test_receivers_of_web_hooks_fail_just_the_lesson_that_they_lack(system: System) -> None:
    keepers = {"right": Keeper()} | {lesson.value: make() for lesson, make in WRONG_KEEPERS.items()}
    with served(Receivers(keepers)) as url:

        async def judged(name: str) -> list[Judgement]:
            place = f"{url}/{quote(name)}"
            sandbox = Sandbox(read(system.ready_file), place, RIGHT if name == "right" else WRONG)
            return await sandbox.for_webhook(place, SECRET)

        all_judgements = await asyncio.gather(*map(judged, keepers))
    failures = {name: failed(judgements) for name, judgements in zip(keepers, all_judgements, strict=True)}
    assert failures == {"right": []} | {lesson.value: [lesson] for lesson in WRONG_KEEPERS}
    outcomes = {judgement.lesson: judgement.outcome for judgement in all_judgements[0]}
    assert outcomes.pop(Lesson.EXPIRED_CURSOR) == "not tried"
    assert set(outcomes.values()) == {"passed"}


@pytest.mark.soak
async def test_readers_of_the_log_fail_where_they_stop_at_an_expired_cursor(
    system: System, tmp_path: Path
) -> None:
    async def judged(follow: Follow, patience: float) -> list[Judgement]:
        file = tmp_path / follow.__name__
        tasks: list[asyncio.Task[None]] = []

        def serving(address: str, category: str) -> None:
            tasks.append(asyncio.create_task(follow(address, category, file)))

        try:
            return await Sandbox(read(system.ready_file), str(file), patience).for_reader(0, serving)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    polled, streamed, stopped = await asyncio.gather(
        judged(polling, RIGHT), judged(streaming, RIGHT), judged(polling_until_410, WRONG)
    )
    assert failed(polled) == []
    assert failed(streamed) == []
    assert failed(stopped) == [Lesson.EXPIRED_CURSOR]
    outcomes = {judgement.lesson: judgement.outcome for judgement in polled}
    assert outcomes.pop(Lesson.REPETITION) == "not tried"
    assert set(outcomes.values()) == {"passed"}


Follow = Callable[[str, str, Path], Coroutine[Any, Any, None]]
_AGAIN = 0.05


async def polling(address: str, category: str, file: Path, *, goes_on: bool = True) -> None:
    """Polls `/v1/changes` for ever."""
    keeper, cursor = Keeper(), "earliest"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = await client.get("/v1/changes", params={"category": category, "cursor": cursor})
                if answer.status_code == 410:
                    if not goes_on:
                        return
                    cursor = "earliest"
                    continue
                for event in answer.raise_for_status().json()["events"]:
                    keeper.take(event["data"])
                cursor = answer.json()["cursor"]
                show(keeper, file)
            await asyncio.sleep(_AGAIN)


async def polling_until_410(address: str, category: str, file: Path) -> None:
    """Takes an expired cursor for the end."""
    await polling(address, category, file, goes_on=False)


async def streaming(address: str, category: str, file: Path) -> None:
    """Follows `/v1/stream` as a browser does: with the last id that it saw, whatever that is."""
    keeper, last = Keeper(), "earliest"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                headers = {"Last-Event-ID": last}
                async with aconnect_sse(
                    client, "GET", "/v1/stream", params={"category": category}, headers=headers, timeout=30
                ) as source:
                    async for event in source.aiter_sse():
                        last = event.id or last
                        if event.event in get_args(ChangeName):
                            keeper.take(json.loads(event.data)["data"])
                        show(keeper, file)
            await asyncio.sleep(_AGAIN)


def show(keeper: Keeper, file: Path) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(keeper.shown))
    fresh.replace(file)


def test_the_command_starts_a_newsroom_of_its_own() -> None:
    keeper = Keeper()
    with served(Receivers({"right": keeper})) as url:
        played = _sandbox("--mirror", f"{url}/right", "--hook", f"{url}/right", "--json")
    assert played.returncode == 0, played.stdout + played.stderr
    *lessons, verdict = map(json.loads, played.stdout.splitlines())
    assert verdict == {"is_right": True, "failed": []}
    assert [line["lesson"] for line in lessons] == list(Lesson)


def test_a_dry_run_and_a_missing_secret_start_nothing() -> None:
    script = _sandbox("--mirror", "mirror.json", "--dry-run")
    assert script.returncode == 0
    assert [line.split(":")[0] for line in script.stdout.splitlines()] == list(Lesson)
    chosen = _sandbox("--mirror", "mirror.json", "--dry-run", "--lesson", "expired cursor")
    assert [line for line in chosen.stdout.splitlines() if "not tried" not in line] == [
        f"expired cursor: {ADVICE[Lesson.EXPIRED_CURSOR]}"
    ]
    lacking = _sandbox("--mirror", "mirror.json", "--hook", "http://127.0.0.1:9/hook", secret="")
    assert lacking.returncode == 1
    assert "--secret" in lacking.stderr


def _sandbox(*options: str, secret: str = SECRET) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "newsroom", "sandbox", *options, "--patience", str(RIGHT)],
        env={**os.environ, "WEBHOOK_SECRET": secret},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
