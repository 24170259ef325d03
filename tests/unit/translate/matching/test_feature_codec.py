from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.translate.matching.support import QUAKE, features
from translate.matching import UnknownFormatError, from_bytes, to_bytes
from translate.matching.feature_codec import rounded
from translate.matching.vectors.background import Background, unit


@pytest.mark.parametrize("language", ["en", "az", "ru"])
def test_what_is_read_is_what_was_written(language: str):
    written = features("a", language, QUAKE[language], lead="2 nəfər, 5%, $1.5 million")
    assert from_bytes(to_bytes(written)) == written


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=200))
def test_any_text_survives(headline: str, lead: str):
    written = features("id/ə", "az", headline or "-", lead=lead)
    assert from_bytes(to_bytes(written)) == written


def test_vectors_come_back_bit_by_bit():
    random = np.random.default_rng(0)
    bank = unit(random.normal(size=(20, 8)).astype(np.float32))
    background = Background({"en": np.zeros(8, np.float32)}, {"az": bank})
    embedded = rounded(background.correct(random.normal(size=(3, 8)).astype(np.float32), "en"))
    written = replace(features("a", "en", QUAKE["en"]), embedded=embedded)
    read = from_bytes(to_bytes(written)).embedded
    assert read is not None
    assert np.array_equal(read.vectors, embedded.vectors)
    assert np.array_equal(read.hubness["az"], embedded.hubness["az"])


def test_another_format_is_refused():
    stored = to_bytes(features("a", "en", QUAKE["en"]))
    with pytest.raises(UnknownFormatError):
        from_bytes(bytes([stored[0] + 1]) + stored[1:])
