"""Weighings: what an article was last weighed against, so that few are scored again when another arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from translate.matching.candidates.comparable import Comparable


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article on a shortlist, with the first judgement's logit."""

    article: Comparable
    logit: float


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """Another article of the same language, with the similarity of its headline."""

    article: Comparable
    similarity: float

    @property
    def rank(self) -> tuple[float, str]:
        """The order of similarity; of equals the id decides, whichever came first."""
        return self.similarity, self.article.id


@dataclass(frozen=True, slots=True)
class Weighing:
    """The best three candidates by language, and the article of its own with the most similar headline.

    ``shortlisted`` are the ids of all candidates, to whom the article may be a rival.
    ``is_weighed`` is false as long as it was not scored here: then any newcomer may change it.
    """

    leaders: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict[str, tuple[Candidate, ...]])
    most_similar: SimilarArticle | None = None
    shortlisted: tuple[str, ...] = ()
    is_weighed: bool = False


NOT_WEIGHED = Weighing()
