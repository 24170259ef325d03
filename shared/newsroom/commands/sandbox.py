"""Command `newsroom sandbox`: plays a hard wire against a subscriber, and judges its mirror."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer

from newsroom.client.failures import http_address
from newsroom.client.webhook_signatures import key_of
from newsroom.commands.console import err, fail, show
from newsroom.commands.options import AsJson, DryRun
from newsroom.commands.signals import until_signalled
from newsroom.sandbox.judge import Judgement
from newsroom.sandbox.lessons import ADVICE, Lesson
from newsroom.sandbox.mirror import MirrorError
from newsroom.sandbox.newsroom_wire import PlayError
from newsroom.sandbox.script import Script, only, reader_script, webhook_script
from newsroom.stack.errors import StackError
from newsroom.stack.supervisor import ChildEnd
from newsroom.stack.system import Options, running
from newsroom.stack.tcp_ports import free_base

DEFAULT_PORT = 8010
PATIENCE = 30.0
_MARKS = {"passed": "ok  ", "failed": "FAIL", "not tried": "-   "}


def sandbox(
    mirror: Annotated[str, typer.Option(help="Where the subscriber shows its mirror: an address or a file.")],
    hook: Annotated[
        str | None, typer.Option(help="Its receiver of web hooks; else it reads the log at --port.")
    ] = None,
    secret: Annotated[
        str, typer.Option(envvar="WEBHOOK_SECRET", help="`whsec_…`, which the receiver knows.")
    ] = "",
    port: Annotated[
        int, typer.Option(help="Where a reader finds /v1/changes and /v1/stream.")
    ] = DEFAULT_PORT,
    patience: Annotated[
        float, typer.Option(min=1, help="Seconds that the subscriber may lag behind.")
    ] = PATIENCE,
    lesson: Annotated[list[Lesson] | None, typer.Option(help="Of this lesson alone, again for more.")] = None,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Play corrections, withdrawals and their like against a subscriber. Exit code 1 if its mirror is wrong.

    A newsroom of its own is started for that, in a temporary folder, and stopped again.
    """
    if hook is not None:
        hook = _checked(hook, secret)
    lessons = lesson or tuple(Lesson)
    if dry_run:
        _print_script(hook is not None, lessons, as_json)
        return
    try:
        judgements = asyncio.run(
            until_signalled(_judgements(hook, secret, port, mirror, patience, lessons, as_json))
        )
    except (StackError, PlayError, MirrorError) as error:
        fail(error)
    except httpx.HTTPError as error:
        fail(f"the sandbox's own newsroom failed: {error!r}")
    except OSError as error:
        fail(f"port {port} cannot be had ({error.strerror}): choose another with --port")
    if not _print(judgements, as_json):
        raise typer.Exit(1)


def _checked(hook: str, secret: str) -> str:
    if not secret:
        fail("a receiver needs --secret whsec_… (or WEBHOOK_SECRET), which it knows")
    try:
        key_of(secret)
    except ValueError:
        fail("the secret is no base64 behind whsec_")
    try:
        return http_address(hook)
    except ValueError as error:
        fail(error)


async def _judgements(
    hook: str | None,
    secret: str,
    port: int,
    mirror: str,
    patience: float,
    lessons: Sequence[Lesson],
    as_json: bool,
) -> list[Judgement]:
    # Of the extras newsroom[fetch,http], which most commands do without.
    from newsroom.sandbox.run import Sandbox  # noqa: PLC0415 - see above

    _forget_other_newsrooms()
    with tempfile.TemporaryDirectory(prefix="newsroom-sandbox-") as folder:
        async with running(Options(data=Path(folder), port_base=free_base()), _Quiet()) as system:
            played = Sandbox(system, mirror, patience, lessons)
            if hook is not None:
                return await played.for_webhook(hook, secret)

            def serving(address: str, category: str) -> None:
                show(
                    {"serving": address, "category": category},
                    f"read {address}/v1/changes?cursor=earliest or {address}/v1/stream?cursor=earliest",
                    as_json,
                )

            return await played.for_reader(port, serving)


def _forget_other_newsrooms() -> None:
    """Leaves the sandbox's services nothing of an environment that is another newsroom's."""
    for name in [name for name in os.environ if name.startswith("NEWSROOM_")]:
        del os.environ[name]
    os.environ["NEWSROOM_WEBHOOK_ALLOW"] = "127.0.0.1"
    os.environ["NEWSROOM_EMBEDDER"] = "none"


class _Quiet:
    """Observer of the processes that says only what goes wrong."""

    def starting(self, name: str) -> None:
        """Says nothing."""

    def ended(self, end: ChildEnd, _log: Path, log_tail: str) -> None:
        err.print(f"{end.name} ended with {end.exit_code}: {log_tail}", style="yellow", markup=False)

    def restarted(self, name: str, pid: int) -> None:
        """Says nothing."""

    def steadied(self, name: str) -> None:
        """Says nothing."""


def _print_script(is_webhook: bool, lessons: Sequence[Lesson], as_json: bool) -> None:
    whole: Script = (webhook_script if is_webhook else reader_script)("sandbox", datetime.now(UTC))
    script = only(whole, lessons)
    for lesson in Lesson:
        untried = script.untried.get(lesson)
        text = f"not tried: {untried}" if untried else ADVICE[lesson]
        show({"lesson": lesson, "text": text, "act": "would be played"}, f"{lesson}: {text}", as_json)


def _print(judgements: Sequence[Judgement], as_json: bool) -> bool:
    """Whether the mirror is right."""
    failed = [judgement.lesson for judgement in judgements if judgement.outcome == "failed"]
    for judgement in judgements:
        reason = f": {judgement.reason}" if judgement.reason else ""
        text = f"{_MARKS[judgement.outcome]}  {judgement.lesson}{reason}"
        show(asdict(judgement), text, as_json)
    verdict = f"the mirror is wrong: {', '.join(failed)}" if failed else "the mirror is right"
    show({"is_right": not failed, "failed": failed}, verdict, as_json)
    return not failed
