"""Scan of encoded events for topics: what cannot match a filter need not be decoded. Pure."""

import json
from collections.abc import Callable

from newsroom.events.topics import Filter


def scan_for(wanted: Filter) -> Callable[[bytes], bool]:
    """A test that is true of the bytes of every event that the filter wants, and of few others.

    A topic stands in an event as a text in quotes, in `topics_before` or `topics_after`.
    """
    texts = [[_encoded(topic) for topic in topics] for topics in wanted.wanted if topics]

    def may_match(encoded: bytes) -> bool:
        return all(any(text in encoded for text in alternatives) for alternatives in texts)

    return may_match


def _encoded(topic: str) -> bytes:
    return json.dumps(topic, ensure_ascii=False).encode(errors="surrogatepass")
