"""Content negotiation between two formats (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable, Iterator


def prefers(accept: str | None, offered: str, default: str) -> bool:
    """Whether `offered` is to be sent rather than `default`.

    It must be named: a range such as `*/*` means the default. Named with the same weight, it wins.
    """
    ranges = dict(_ranges(accept or ""))
    weight = ranges.get(offered, 0.0)
    return weight > 0 and weight >= _weight(ranges, default)


def _weight(ranges: dict[str, float], media_type: str) -> float:
    """The weight of a type: that of the most specific range that fits."""
    whole = media_type.partition("/")[0] + "/*"
    return next((ranges[fits] for fits in (media_type, whole, "*/*") if fits in ranges), 0.0)


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.split(","):
        media_range, *parameters = part.split(";")
        yield media_range.strip().lower(), _quality(parameters)


def _quality(parameters: Iterable[str]) -> float:
    """1 where it is not given; 0 where it makes no sense, so that nobody is sent what they did not mean."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
