"""Pictures in HTML that scripts load lazily: their real addresses in place, or no picture at all."""

import html
import re

_IMAGE = re.compile(r"<img\b([^<>]{0,8000})>", re.IGNORECASE)
_NOSCRIPT = re.compile(
    r"<noscript\b[^<>]*+>((?:[^<]|<(?!/?noscript\b))*+)</noscript\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s{0,9}=\s{0,9}(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_EMPTY = re.compile(
    r"^(?:$|data:|about:|#|.*(?:blank|spacer|placeholder|pixel|transparent|lazy[-_]?load(?:er|ing)?|1x1|loading)"
    r"[\w-]{0,20}\.(?:gif|png|svg|jpe?g|webp))",
    re.IGNORECASE,
)
_LAZY = (
    *("data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-image", "data-img-src"),
    *("data-hi-res-src", "data-orig-file", "data-large-file", "data-full-url", "data-echo", "data-srcset"),
    *("data-lazy-srcset", "srcset"),
)
_KEPT = ("alt", "width", "height", "title")


def with_pictures(text: str | None) -> str | None:
    """The HTML whose pictures have addresses; one that has none, also in its `noscript`, is left out."""
    if not text or ("<img" not in text.lower() and "<noscript" not in text.lower()):
        return text
    shown = {address for image in _IMAGE.finditer(_NOSCRIPT.sub("", text)) if (address := _address(image))}

    def unhidden(hidden: re.Match[str]) -> str:
        """Pictures for readers without scripts, where those with scripts would see none."""
        images = (image for image in _IMAGE.finditer(hidden[1]) if _address(image) not in shown)
        return "".join(image[0] for image in images) if not shown else ""

    return _IMAGE.sub(_real, _NOSCRIPT.sub(unhidden, text)).strip() or None


def _real(image: re.Match[str]) -> str:
    attributes = _attributes(image)
    address = _address(image)
    if address is None:
        return ""
    if attributes.get("src", "") == address:
        return image[0]
    kept = "".join(f' {name}="{html.escape(attributes[name])}"' for name in _KEPT if name in attributes)
    return f'<img src="{html.escape(address)}"{kept}>'


def _address(image: re.Match[str]) -> str | None:
    """The picture's own, unless that only holds its place; else the one that a script would put there."""
    attributes = _attributes(image)
    own = attributes.get("src", "")
    if not _EMPTY.match(own):
        return own
    lazy = (_first_of(attributes[name]) for name in _LAZY if name in attributes)
    return next((address for address in lazy if address and not _EMPTY.match(address)), None)


def _attributes(image: re.Match[str]) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare).strip()
        for name, double, single, bare in _ATTRIBUTE.findall(image[1])
    }


def _first_of(addresses: str) -> str | None:
    """The address, or, of a `srcset`, its widest."""
    candidates = [candidate.split() for candidate in re.split(r",\s", addresses.strip())]
    sized = [(_size(parts[1:]), parts[0]) for parts in candidates if parts]
    return max(sized)[1].rstrip(",") if sized else None


def _size(descriptor: list[str]) -> float:
    try:
        return float(descriptor[0].rstrip("wx,")) if descriptor else 1.0
    except ValueError:
        return 0.0
