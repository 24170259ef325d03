"""Trace context (https://www.w3.org/TR/trace-context/): the request's, or a new one."""

import re
import secrets

_VALID = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def traceparent(header: str | None) -> str:
    """The header's value if it is valid, else one of our own."""
    if header is not None and _VALID.fullmatch(header):
        return header
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
