"""Surnames across scripts and desks' spellings: one man's are alike, two men's are not."""

from itertools import combinations

import pytest

from translate.discrepancies.same_values import names_alike
from translate.discrepancies.sentences import read_sentence
from translate.discrepancies.values import Value
from translate.matching.text.lexicon import shipped_lexicon

_SURNAMES = [
    ("Guliyev", "Quliyev", "Гулиев"), ("Hajiyev", "Hacıyev", "Гаджиев"),
    ("Jabbarov", "Cabbarov", "Джаббаров"),
    ("Shahbazov", "Şahbazov", "Шахбазов"), ("Rzayev", "Rzayev", "Рзаев"), ("Yusifov", "Yusifov", "Юсифов"),
    ("Gasimov", "Qasımov", "Гасымов"), ("Khalafov", "Xələfov", "Халафов"), ("Valiyev", "Vəliyev", "Велиев"),
    ("Ahmadov", "Əhmədov", "Ахмедов"), ("Najafov", "Nəcəfov", "Наджафов"), ("Jafarov", "Cəfərov", "Джафаров"),
    ("Karimov", "Kərimov", "Керимов"), ("Mammadyarov", "Məmmədyarov", "Мамедъяров"),
    ("Sadigov", "Sadıqov", "Садыгов"), ("Shikhaliyev", "Şıxəliyev", "Шихалиев"),
    ("Zulfugarov", "Zülfüqarov", "Зульфугаров"), ("Eyvazov", "Eyvazov", "Эйвазов"),
    ("Taghiyev", "Tağıyev", "Тагиев"), ("Huseynzade", "Hüseynzadə", "Гусейнзаде"),
    ("Akhundov", "Axundov", "Ахундов"), ("Yagubov", "Yaqubov", "Ягубов"), ("Asgarov", "Əsgərov", "Аскеров"),
    ("Mammadov", "Məmmədov", "Мамедов"), ("Hasanov", "Həsənov", "Гасанов"), ("Aliyev", "Əliyev", "Алиев"),
    ("Huseynov", "Hüseynov", "Гусейнов"), ("Babayev", "Babayev", "Бабаев"), ("Orujov", "Orucov", "Оруджев"),
    ("Ismayilov", "İsmayılov", "Исмаилов"), ("Gurbanov", "Qurbanov", "Гурбанов"),
    ("Abdullayev", "Abdullayev", "Абдуллаев"), ("Bayramov", "Bayramov", "Байрамов"),
]  # fmt: skip
_SENTENCES = {
    "en": "Minister Elnur {} spoke",
    "az": "Nazir Elnur {} danışıb",
    "ru": "Министр Эльнур {} выступил",
}


def name(surname: str, language: str) -> Value:
    sentence = read_sentence(_SENTENCES[language].format(surname), language, shipped_lexicon())
    return next(value for value in sentence.values if value.text == surname)


@pytest.mark.parametrize("surnames", _SURNAMES, ids=lambda surnames: surnames[0])
def test_one_surname_is_alike_in_all_languages(surnames):
    values = [name(*one) for one in zip(surnames, _SENTENCES, strict=True)]
    assert all(names_alike(one, other) for one, other in combinations(values, 2))


@pytest.mark.parametrize(
    ("english", "other", "language"),
    [
        ("Aliyev", "Əzizov", "az"),
        ("Jabbarov", "Babayev", "az"),
        ("Guliyev", "Самедов", "ru"),
        ("Mammadov", "Məlikov", "az"),
        ("Hasanov", "Гусейнов", "ru"),
    ],
)
def test_two_surnames_are_not(english, other, language):
    assert not names_alike(name(english, "en"), name(other, language))
