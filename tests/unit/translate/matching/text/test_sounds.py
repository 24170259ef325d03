import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.matching.candidates.comparable import TermIndex
from translate.matching.scoring.similarity import sound_similarity
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.sounds import fold, skeleton
from translate.matching.text.terms import terms


def alike(english: str, other: str, language: str) -> float:
    nothing = Lexicon({})
    left, right = terms(f"x {english}", [], "en", nothing), terms(f"x {other}", [], language, nothing)
    return float(sound_similarity(TermIndex(left), TermIndex(right)).max())


@pytest.mark.parametrize(
    ("english", "azerbaijani", "russian"),
    [
        ("Carlon", "Karlon", "Карлон"),
        ("Washington", "Vaşinqtonda", "Вашингтоне"),
        ("Jessica", "Cesika", "Джессики"),
        ("Heydar", "Heydər", "Гейдара"),
        ("Kavanaugh", "Kavanonun", "Кавано"),
        ("Shamakhi", "Şamaxıda", "Шамахинском"),
    ],
)
def test_a_name_sounds_the_same_as_each_language_spells_it(english: str, azerbaijani: str, russian: str):
    assert alike(english, azerbaijani, "az") > 0.5
    assert alike(english, russian, "ru") > 0.5


@pytest.mark.parametrize(
    ("english", "other"), [("Lerik", "Загатала"), ("Sabah", "Нефтчи"), ("Hayashi", "Вишневский")]
)
def test_other_names_do_not(english: str, other: str):
    assert alike(english, other, "ru") < 0.25


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30), st.sampled_from(["en", "az", "ru"]))
def test_folding_yields_small_latin_letters_alone(word: str, language: str):
    sound = fold(word.lower(), language)
    assert set(sound) <= set("abcdefghijklmnopqrstuvwxyz")
    assert set(skeleton(sound)).isdisjoint("aeiouh")
