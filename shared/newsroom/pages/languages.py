"""Which language a reader who did not say so should see first."""

from collections.abc import Sequence

COOKIE = "language"


def preferred(remembered: str | None, accepted: str | None, known: Sequence[str]) -> str:
    """The language read last, else the best of `Accept-Language`, else the first that is known."""
    if remembered in known:
        return str(remembered)
    return next((language for language in _wanted(accepted or "") if language in known), known[0])


def _wanted(accepted: str) -> list[str]:
    """The languages of an `Accept-Language`, the most wanted first; regions are left out."""
    weighed = [_weighed(part) for part in accepted.split(",")[:50]]
    return [language for weight, language in sorted(weighed, key=lambda w: -w[0]) if weight > 0]


def _weighed(part: str) -> tuple[float, str]:
    language, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return weight, language.strip().lower().partition("-")[0]
