"""Editors' keys: one named key for each editor, compared in constant time."""

import hmac
from collections.abc import Mapping


def editor_of_key(keys: Mapping[str, str], given: str) -> str | None:
    """Name of the editor whose key this is, None where it is nobody's; `keys` are editor -> key.

    All are compared, each in constant time, so that the time taken reveals nothing.
    """
    key_bytes = given.strip().encode()
    matching = [name for name, key in keys.items() if hmac.compare_digest(key.encode(), key_bytes)]
    return matching[0] if matching and key_bytes else None
