"""Shipped files: lexicon, glossary, stopwords, trained weights, and the background of the embedder.

Owns where they lie. Leaves out what is in them, which each reader knows.
"""

from importlib import resources
from importlib.resources.abc import Traversable


class NotTrainedError(LookupError):
    """A model whose weights or background are not shipped: train it (``docs/linking.md``)."""


def shipped_file(name: str) -> Traversable:
    """A file of this package, present or not."""
    return resources.files("translate.matching.shipped").joinpath(name)


def table_lines(name: str) -> list[str]:
    """The lines of a table, without comments and empty ones."""
    lines = shipped_file(name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
