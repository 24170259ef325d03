"""Command `newsroom webhook-check`: tries a receiver of web hooks out."""

import asyncio
from typing import Annotated

import typer

from newsroom.client.webhook_check import check
from newsroom.client.webhook_signatures import key_of
from newsroom.commands.console import fail, out


def webhook_check(
    url: str,
    secret: Annotated[
        str, typer.Option(envvar="WEBHOOK_SECRET", help="`whsec_…`, which the receiver knows.")
    ],
    *,
    batch: Annotated[bool, typer.Option("--batch", help="It is to take arrays of events.")] = False,
) -> None:
    """Send a receiver what publish would send, and what a forger would. Exit code 1 if it errs.

    It gets an article of the source `webhook-check`, which is withdrawn again.
    """
    try:
        key_of(secret)
    except ValueError:
        fail("the secret is no base64 behind whsec_")
    if not asyncio.run(_print(url, secret, batch)):
        raise typer.Exit(1)


async def _print(url: str, secret: str, batch: bool) -> bool:
    """Whether all was right."""
    is_right = True
    async for finding in check(url, secret, batch=batch):
        if finding.is_passed:
            out.print(f"ok    {finding.name}", markup=False)
        else:
            out.print(f"FAIL  {finding.name}: {finding.advice}; came: {finding.answer}", markup=False)
            is_right = False
    return is_right
