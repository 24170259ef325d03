"""Features of an article: terms, quantities and sentence vectors, by which it is compared with others."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from translate.matching.text.quantities import Quantity
from translate.matching.text.stances import Stance
from translate.matching.text.terms import Term

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Unit vectors of the headline and the sentences after it: ``(sentences, width)``.

    ``hubness`` is, by other language, the mean cosine of each sentence with its nearest in a bank of it.
    """

    vectors: Vectors
    hubness: dict[str, Vectors]


@dataclass(frozen=True, slots=True)
class Features:
    """An article's features; ``model`` made them, and only it compares them.

    The *opening* is the headline and the first paragraph: what a reader sees of an article first.
    """

    model: str
    id: str
    language: str
    published_at: int
    headline: str
    sentence_count: int
    terms: tuple[Term, ...]
    headline_quantities: tuple[Quantity, ...]
    quantities: tuple[Quantity, ...]
    opening_quantities: tuple[Quantity, ...] = ()
    headline_stances: tuple[Stance, ...] = ()
    opening_stances: tuple[Stance, ...] = ()
    stances: tuple[Stance, ...] = ()
    embedded: SentenceVectors | None = field(default=None, compare=False)
