"""What an article costs, and how much of that is the embedder's."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

from translate.matching.features import Vectors
from translate.matching.matcher_factory import installed_embedder
from translate.matching.vectors.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of CPU an article, one article at a time: means, and 95th percentiles.

    ``article`` is all of it, ``encode`` the embedder's share, ``times_encoder`` the one's 95th percentile by
    the other's: 0 without an embedder.
    """

    view: str
    article: float
    extract: float
    encode: float
    score: float
    article_p95: float
    encode_p95: float
    times_encoder: float


class Stopwatch:
    """An embedder that adds up its own time."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def model(self) -> str:
        return self._embedder.model

    def embed(self, texts: Sequence[str]) -> Vectors:
        began = process_time()
        vectors = self._embedder.embed(texts)
        self.seconds += process_time() - began
        return vectors


def timing_of(view: str, extracting: list[float], encoding: list[float], scoring: list[float]) -> Timing:
    apart = np.percentile(np.subtract(extracting, encoding), 95) + np.percentile(scoring, 95)
    encode_p95 = float(np.percentile(encoding, 95))
    article_p95 = encode_p95 + float(apart)
    return Timing(
        view,
        article=1000 * float(np.mean(extracting) + np.mean(scoring)),
        extract=1000 * float(np.mean(extracting)),
        encode=1000 * float(np.mean(encoding)),
        score=1000 * float(np.mean(scoring)),
        article_p95=1000 * article_p95,
        encode_p95=1000 * encode_p95,
        times_encoder=article_p95 / encode_p95 if encode_p95 else 0.0,
    )


def stopwatch() -> Stopwatch | None:
    library = installed_embedder()
    return Stopwatch(library) if library else None
