"""The files that lie beside this package's modules."""

from importlib import resources
from importlib.resources.abc import Traversable


def beside(name: str) -> Traversable:
    """A file of the package, present or not."""
    return resources.files("translate.matching.shipped").joinpath(name)


def table_lines(name: str) -> list[str]:
    """The lines of a table, without comments and empty ones."""
    return [
        line for line in beside(name).read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
