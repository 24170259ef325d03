"""Case folding that is right for Azerbaijani too, where I is ı and İ is i."""

_AZERBAIJANI = str.maketrans({"I": "ı", "İ": "i"})
_DOT_ABOVE = "\u0307"
# These differ by language alone: a name is the same in every language.
_FOLDED = str.maketrans({"ı": "i", "İ": "i", "I": "i"})


def lower_case(text: str, language: str | None) -> str:
    """Lower case by the rules of a language; None is none of those with rules of their own."""
    if language == "az":
        text = text.translate(_AZERBAIJANI)
    return text.lower().replace("i" + _DOT_ABOVE, "i")


def folded(text: str) -> str:
    """Case-folded text for comparison across languages: I, İ, i and ı are one letter."""
    return text.translate(_FOLDED).casefold().replace("i" + _DOT_ABOVE, "i")
