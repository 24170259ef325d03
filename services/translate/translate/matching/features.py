"""What is kept of an article to compare it with others."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from translate.matching.text.quantities import Quantity
from translate.matching.text.terms import Term

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Embedded:
    """Unit vectors of the headline and the sentences after it: ``(sentences, width)``.

    ``hubness`` tells, by other language, how near each of them lies to just anything in it.
    """

    vectors: Vectors
    hubness: dict[str, Vectors]


@dataclass(frozen=True, slots=True)
class Features:
    """One article as a matcher sees it; ``model`` made them, and only it compares them."""

    model: str
    id: str
    language: str
    published_at: int
    headline: str
    sentence_count: int
    terms: tuple[Term, ...]
    headline_quantities: tuple[Quantity, ...]
    quantities: tuple[Quantity, ...]
    embedded: Embedded | None = field(default=None, compare=False)
