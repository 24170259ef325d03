"""What an article was last weighed against: who need not be weighed anew when somebody else arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from translate.matching.candidates.comparable import Comparable


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on a shortlist with the first judgement's logit."""

    article: Comparable
    logit: float


@dataclass(frozen=True, slots=True)
class Alike:
    """Another article of the same language, and how like its headline is."""

    article: Comparable
    alike: float


@dataclass(frozen=True, slots=True)
class Noted:
    """The best two candidates by language, and whose headline is likest in the article's own.

    ``is_weighed`` is false as long as nobody weighed it here: then anything may change it.
    """

    leaders: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict[str, tuple[Candidate, ...]])
    likest: Alike | None = None
    is_weighed: bool = False


NOTHING_NOTED = Noted()
