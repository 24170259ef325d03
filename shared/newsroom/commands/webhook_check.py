"""Command `newsroom webhook-check`: tries a receiver of web hooks out."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from newsroom.client.failures import http_address
from newsroom.client.webhook_check import check
from newsroom.client.webhook_signatures import key_of
from newsroom.commands.console import fail, show
from newsroom.commands.options import AsJson


def webhook_check(
    url: str,
    secret: Annotated[
        str, typer.Option(envvar="WEBHOOK_SECRET", help="`whsec_…`, which the receiver knows.")
    ],
    *,
    batch: Annotated[bool, typer.Option("--batch", help="It is to take arrays of events.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send a receiver what publish would send, and what a forger would. Exit code 1 if it errs.

    It gets an article of the source `webhook-check`, which is withdrawn again.
    """
    try:
        key_of(secret)
    except ValueError:
        fail("the secret is no base64 behind whsec_")
    try:
        url = http_address(url)
    except ValueError as error:
        fail(error)
    if not asyncio.run(_print(url, secret, batch, as_json)):
        raise typer.Exit(1)


async def _print(url: str, secret: str, batch: bool, as_json: bool) -> bool:
    """Whether all was right."""
    is_right, is_first = True, True
    async for finding in check(url, secret, batch=batch):
        if is_first and finding.answer.status is None:
            reason = finding.answer.text
            fail(f"the receiver at {url} does not answer ({reason}): start it, or check the address")
        is_first = False
        is_right = is_right and finding.is_passed
        failure = f"FAIL  {finding.name}: {finding.advice}; came: {finding.answer}"
        show(asdict(finding), f"ok    {finding.name}" if finding.is_passed else failure, as_json)
    return is_right
