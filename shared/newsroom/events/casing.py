"""Letters without their case, right for Azerbaijani too, where I is ı and İ is i."""

_AZERBAIJANI = str.maketrans({"I": "ı", "İ": "i"})
_DOT_ABOVE = "\u0307"
# What differs by language alone: a name is the same whoever spells it.
_FOLDED = str.maketrans({"ı": "i", "İ": "i", "I": "i"})


def lower_case(text: str, language: str | None) -> str:
    """The text in lower case, as its language has it."""
    if language == "az":
        text = text.translate(_AZERBAIJANI)
    return text.lower().replace("i" + _DOT_ABOVE, "i")


def folded(text: str) -> str:
    """The text without case, for comparing whatever the language: I, İ, i and ı are one letter."""
    return text.translate(_FOLDED).casefold().replace("i" + _DOT_ABOVE, "i")
