"""The command `newsroom`, composed of the subcommands in `newsroom.commands`."""

from typing import Annotated

import typer

from newsroom.commands import dead, journal, keys, rebuild, sources, subscriptions
from newsroom.commands.audit import audit
from newsroom.commands.canary import canary
from newsroom.commands.console import out
from newsroom.commands.doctor import doctor
from newsroom.commands.logs import logs
from newsroom.commands.open_page import open_page
from newsroom.commands.reparse import reparse
from newsroom.commands.replay import replay
from newsroom.commands.sandbox import sandbox
from newsroom.commands.send import send
from newsroom.commands.status import status
from newsroom.commands.streams import streams
from newsroom.commands.tail import tail
from newsroom.commands.trace import trace
from newsroom.commands.up import up
from newsroom.commands.verify import verify
from newsroom.commands.webhook_check import webhook_check
from newsroom.runtime.build import build_of_checkout

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"newsroom {build_of_checkout()}", markup=False)
        raise typer.Exit


@app.callback()
def newsroom(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="The build, and nothing else."
        ),
    ] = False,
) -> None:
    """An event-driven newsroom."""


app.command()(up)
app.command()(status)
app.command()(trace)
app.command()(doctor)
app.command()(logs)
app.command("open")(open_page)
app.command()(send)
app.command()(tail)
app.command()(streams)
app.command()(replay)
app.command()(verify)
app.command()(webhook_check)
app.command()(sandbox)
app.command()(canary)
app.command()(audit)
app.command()(reparse)
app.add_typer(dead.app, name="dead")
app.add_typer(journal.app, name="journal")
app.add_typer(rebuild.app, name="rebuild")
app.add_typer(sources.app, name="sources")
app.add_typer(keys.app, name="keys")
app.add_typer(subscriptions.app, name="subscriptions")


def main() -> None:
    app()
