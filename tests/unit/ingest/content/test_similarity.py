"""Whether two texts are one article's."""

import random
from typing import Any

import pytest

from ingest.content.similarity import Sketch, sketch_of
from newsroom.events.articles import ArticleDraft

_CHANCE = random.Random(7)
WORDS = [f"word{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20)]
TEXT = " ".join(_CHANCE.choices(WORDS, k=200))


def sketch(body: str, headline: str = "Baku hosts talks", **fields: Any) -> Sketch:
    return sketch_of(ArticleDraft(source="s", source_id="1", headline=headline, body=body, **fields))


def test_a_page_s_text_is_the_wire_s() -> None:
    wire = sketch("BAKU, March 2 (Report) - " + TEXT)
    page = sketch_of(
        ArticleDraft(
            source="s",
            source_id="2",
            headline="Baku Hosts Talks",
            body_html=f"<p>{TEXT}</p><p>Read also: wordaa</p>",
        )
    )
    assert wire.is_same(page)
    assert set(wire.bands()) & set(page.bands())
    assert wire.likeness(wire) == 1.0


@pytest.mark.parametrize("other", ["5 people", "people", "5.5 people", "15 people"])
def test_texts_that_differ_in_a_number_are_two(other: str) -> None:
    assert not sketch(f"{TEXT} 6 people.").is_same(sketch(f"{TEXT} {other}."))
    assert sketch(f"{TEXT} 1,5 people.").is_same(sketch(f"{TEXT} 1.5 people."))


def test_texts_on_one_matter_are_two() -> None:
    half = " ".join(TEXT.split()[:100])
    other = " ".join(_CHANCE.choices(WORDS, k=100))
    assert not sketch(TEXT).is_same(sketch(f"{half} {other}"))


def test_short_texts_are_one_only_where_they_are_the_same() -> None:
    assert sketch("", "Baku hosts the talks").is_same(sketch("", "BAKU hosts the talks"))
    assert not sketch("", "Baku hosts the talks").is_same(sketch("", "Baku hosts talks"))
    assert not sketch("", "?!").is_same(sketch("", "?!"))


def test_what_is_fuller_has_what_the_other_lacks() -> None:
    assert sketch(TEXT, media=[{"kind": "photo"}]).is_fuller(sketch(TEXT))
    assert not sketch(TEXT).is_fuller(sketch(TEXT, media=[{"kind": "photo"}]))
    assert sketch(TEXT + TEXT).is_fuller(sketch(TEXT))


def test_nearly_all_that_is_alike_is_found_by_its_bands() -> None:
    found = 0
    for _ in range(100):
        words = _CHANCE.choices(WORDS, k=200)
        changed = [word if _CHANCE.random() > 0.03 else "other" for word in words]
        one, other = sketch(" ".join(words)), sketch(" ".join(changed))
        found += bool(set(one.bands()) & set(other.bands()))
    assert found == 100
