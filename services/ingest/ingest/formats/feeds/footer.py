"""The line that WordPress puts below every text of a feed: which post it is, and where it appeared first."""

import re

_LINK = r"<a\b[^<>]{0,1000}>[^<>]{0,500}</a>"
_SAYS = r"(?:appeared first on|появил\w{1,3} сначала на|впервые появил\w{1,3} (?:на|в))"
_FOOTER = re.compile(
    rf"(?:<p\b[^<>]{{0,200}}>)?\s{{0,9}}(?:The post|Сообщение|Запись) {_LINK} {_SAYS} {_LINK}"
    r"\s{0,9}\.?\s{0,9}(?:</p>)?\s{0,99}\Z",
    re.IGNORECASE,
)
_LONGEST = 3_000  # characters; it stands at the end


def without_footer(html: str | None) -> str | None:
    """The text without that line, None where nothing else is there."""
    if not html:
        return None
    start = max(0, len(html) - _LONGEST)
    return html[:start] + _FOOTER.sub("", html[start:]) or None
