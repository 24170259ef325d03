"""The command `newsroom`, composed of the subcommands in `newsroom.commands`."""

import typer

from newsroom.commands import dead, journal, keys, rebuild, sources, subscriptions
from newsroom.commands.audit import audit
from newsroom.commands.reparse import reparse
from newsroom.commands.replay import replay
from newsroom.commands.send import send
from newsroom.commands.streams import streams
from newsroom.commands.tail import tail
from newsroom.commands.up import up
from newsroom.commands.verify import verify
from newsroom.commands.webhook_check import webhook_check

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="An event-driven newsroom.",
)
app.command()(up)
app.command()(send)
app.command()(tail)
app.command()(streams)
app.command()(replay)
app.command()(verify)
app.command()(webhook_check)
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
