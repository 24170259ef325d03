"""Negotiation of a reader's language: the remembered one, else `Accept-Language` (RFC 9110, 12.5.4)."""

from collections.abc import Sequence

COOKIE = "language"


def preferred(remembered: str | None, accepted: str | None, known: Sequence[str]) -> str:
    """The remembered language, else the best of `Accept-Language`, else the first known one."""
    if remembered in known:
        return str(remembered)
    return next((language for language in _accepted_languages(accepted or "") if language in known), known[0])


def _accepted_languages(accepted: str) -> list[str]:
    """The languages of an `Accept-Language`, by weight; regions are left out, at most 50 are read."""
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
