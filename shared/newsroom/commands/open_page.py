"""Command `newsroom open`: the site or the desk in the browser."""

import json
import webbrowser
from enum import StrEnum
from typing import Annotated

import typer

from newsroom.commands import endpoints
from newsroom.commands.console import err, out
from newsroom.commands.options import AsJson


class Place(StrEnum):
    """Page to open."""

    SITE = "site"
    DESK = "desk"


_PATHS = {Place.SITE: ("publish", "/"), Place.DESK: ("translate", "/desk/")}


def open_page(
    place: Annotated[Place, typer.Argument(help="The readers' site, or the editors' desk.")] = Place.SITE,
    *,
    as_json: AsJson = False,
) -> None:
    """Open the site or the desk in the browser; where there is none, its printed address is all."""
    service, path = _PATHS[place]
    address = endpoints.service(service) + path
    if as_json:
        out.print(json.dumps({"place": place, "url": address}), markup=False)
        return
    out.print(address, markup=False)
    if not webbrowser.open(address):
        err.print("There is no browser here: open the address yourself.", style="dim")
