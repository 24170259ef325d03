"""Codec of features: bytes for the store that all workers share, about 6 kB for a whole article.

A header of compressed JSON, then the vectors, one signed byte a number (scalar quantization by row). Features
read back compare exactly as those written, since vectors are rounded when they are made (:func:`rounded`).
"""

import json
import struct
import zlib
from typing import Any

import numpy as np

from translate.matching.features import Features, SentenceVectors, Vectors
from translate.matching.text.quantities import Quantity
from translate.matching.text.stances import Stance
from translate.matching.text.terms import Term

FORMAT = 2
_LENGTHS = struct.Struct("<BIHH")
_FULL = 127.0


class UnknownFormatError(ValueError):
    """The bytes were written by another version; extract the article's features anew."""


def rounded(embedded: SentenceVectors) -> SentenceVectors:
    """The vectors and their hubness at the precision in which they are kept."""
    steps, scales = _to_steps(embedded.vectors)
    hubness = {
        language: values.astype(np.float16).astype(np.float32)
        for language, values in embedded.hubness.items()
    }
    return SentenceVectors(_from_steps(steps, scales), hubness)


def to_bytes(features: Features) -> bytes:
    """The features in this module's format."""
    embedded = features.embedded
    header = zlib.compress(
        json.dumps(_header(features), ensure_ascii=False, separators=(",", ":")).encode(), 6
    )
    if embedded is None:
        return _LENGTHS.pack(FORMAT, len(header), 0, 0) + header
    steps, scales = _to_steps(embedded.vectors)
    count, width = steps.shape
    return _LENGTHS.pack(FORMAT, len(header), count, width) + header + scales.tobytes() + steps.tobytes()


def from_bytes(stored: bytes) -> Features:
    """The features that were written. Raises :class:`UnknownFormatError` for another version's."""
    version, length, count, width = _LENGTHS.unpack_from(stored)
    if version != FORMAT:
        raise UnknownFormatError(f"features of format {version}, this is {FORMAT}")
    start = _LENGTHS.size + length
    header = json.loads(zlib.decompress(stored[_LENGTHS.size : start]))
    return _features(header, _embedded(header, stored[start:], count, width) if count else None)


def _header(features: Features) -> dict[str, Any]:
    hubness = features.embedded.hubness if features.embedded else {}
    return {
        "model": features.model,
        "id": features.id,
        "language": features.language,
        "published_at": features.published_at,
        "headline": features.headline,
        "sentences": features.sentence_count,
        "terms": [
            (term.surface, sorted(term.concepts), term.sounds, _flags(term)) for term in features.terms
        ],
        "headline_quantities": [_quantity_row(quantity) for quantity in features.headline_quantities],
        "quantities": [_quantity_row(quantity) for quantity in features.quantities],
        "opening_quantities": [_quantity_row(quantity) for quantity in features.opening_quantities],
        "headline_stances": [_stance_row(stance) for stance in features.headline_stances],
        "opening_stances": [_stance_row(stance) for stance in features.opening_stances],
        "stances": [_stance_row(stance) for stance in features.stances],
        "hubness": {language: values.tolist() for language, values in hubness.items()},
    }


def _flags(term: Term) -> int:
    return (
        term.is_name
        | term.in_headline << 1
        | term.is_capital << 2
        | term.in_opening << 3
        | term.is_located << 4
        | term.is_full_name << 5
    )


def _stance_row(stance: Stance) -> tuple[str, str, bool]:
    return stance.axis, stance.pole, stance.in_headline_only


def _quantity_row(quantity: Quantity) -> tuple[str, str, str]:
    return quantity.kind, quantity.value, quantity.unit


def _features(header: dict[str, Any], embedded: SentenceVectors | None) -> Features:
    return Features(
        model=header["model"],
        id=header["id"],
        language=header["language"],
        published_at=header["published_at"],
        headline=header["headline"],
        sentence_count=header["sentences"],
        terms=tuple(
            Term(surface, frozenset(concepts), tuple(sounds), *(bool(flags >> bit & 1) for bit in range(6)))
            for surface, concepts, sounds, flags in header["terms"]
        ),
        headline_quantities=tuple(Quantity(*row) for row in header["headline_quantities"]),
        quantities=tuple(Quantity(*row) for row in header["quantities"]),
        opening_quantities=tuple(Quantity(*row) for row in header["opening_quantities"]),
        headline_stances=tuple(Stance(*row) for row in header["headline_stances"]),
        opening_stances=tuple(Stance(*row) for row in header["opening_stances"]),
        stances=tuple(Stance(*row) for row in header["stances"]),
        embedded=embedded,
    )


def _embedded(header: dict[str, Any], rest: bytes, count: int, width: int) -> SentenceVectors:
    scales = np.frombuffer(rest, np.float32, count)
    steps = np.frombuffer(rest, np.int8, count * width, offset=scales.nbytes).reshape(count, width)
    hubness = {language: np.array(values, np.float32) for language, values in header["hubness"].items()}
    return SentenceVectors(_from_steps(steps, scales), hubness)


def _to_steps(vectors: Vectors) -> tuple[np.ndarray[Any, np.dtype[np.int8]], Vectors]:
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9).astype(np.float32) / np.float32(_FULL)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


def _from_steps(steps: np.ndarray[Any, np.dtype[np.int8]], scales: Vectors) -> Vectors:
    return steps.astype(np.float32) * scales[:, None]
