"""Embargoes in words among terms of use and instructions, where restrictions of other kinds abound.

`No sales` and `not for use in the UK` are none: only what names an embargo, or forbids until a time, is
shown to the classifier of notices.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.formats.document import Doubt, DoubtKind
from ingest.formats.doubts.notices import Place, notices_in

_NAMED = re.compile(r"embarg|embarq|эмбарго|hold for release|\bhfr\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|no|never|hold|не|нельзя)\b|\w(?:ma|mə)(?:yın|yin|sın|sin|malı|məli)|olmaz", re.IGNORECASE
)
_WHEN = re.compile(
    r"\b(?:before|until|till|prior to|до|раньше)\s(?:[^\W\d_]{1,12}\s){0,3}"
    r"(?:(?!\d{1,3}\s?(?:hours?|hrs?|days?|minutes?|weeks?|months?|час|дн|сут|мин)\b)\d|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|midnight|noon|tomorrow)|"
    r"\d\S{0,4}\s(?:[^\W\d_]{1,12}(?:dək|dan|dən)\b|[^\W\d_]{1,12}\sqədər)|\d\S{0,4}(?:dək|qədər)\b",
    re.IGNORECASE,
)


def doubts_of_terms(source_id: str, *texts: str | None) -> Iterator[Doubt]:
    """Doubts about the terms and instructions of an article in which an embargo is written."""
    for text in texts:
        if text and (_NAMED.search(text) or (_NOT.search(text) and _WHEN.search(text))):
            for notice in notices_in([(Place.NOTE, text)]):
                if notice.kind is DoubtKind.EMBARGO:
                    reason = f"the terms of use read like an embargo: {notice.words[:200]!r}"
                    yield replace(notice.doubt_of(source_id), reason=reason)
