"""Notices are told from news about embargoes, kills and recalls."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.notices.measure import HELD_OUT_NEWS, HELD_OUT_NOTICES, HELD_OUT_STRANGER
from bench.notices.rows import labelled
from ingest.formats.document import DoubtKind
from ingest.formats.doubts.notice_model import features, words_of
from ingest.formats.doubts.notices import Place, labels_of, notices_in

HERE = Path(__file__).parent
NEWS = [line for line in (HERE / "news.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
NOTICES = [
    tuple(line.split("\t"))
    for line in (HERE / "notices.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_lists_are_long_enough_to_show_something() -> None:
    assert (len(NEWS) >= 200, len(NOTICES) >= 60) == (True, True)


@pytest.mark.parametrize("headline", NEWS)
def test_news_is_no_notice(headline: str) -> None:
    assert list(notices_in([(Place.HEADLINE, headline), (Place.FIRST_LINE, f"{headline}.")])) == []


@pytest.mark.parametrize(("kind", "place", "words"), NOTICES)
def test_a_notice_is_one(kind: str, place: str, words: str) -> None:
    assert [notice.kind for notice in notices_in([(Place(place), words)])] == [kind]


@pytest.mark.parametrize("slug", ["oil-embargo", "embargo oil", "car-recall", "kill-bill", "Skilled workers"])
def test_a_slug_of_such_a_subject_is_no_notice(slug: str) -> None:
    assert list(notices_in([(Place.SLUG, slug)])) == []


@pytest.mark.parametrize(
    "note",
    [
        "UPDATES with recall of cars",
        "ADDS oil embargo background",
        "Embargo: none",
        "No embargo",
        "Embargo lifted",
        "Not under embargo",
        "BC-Embargo vote-Baku, ADDS details",
        "Embargo talks, Recasts",
        "The embargo has now been lifted",
        "Corrects day of trade embargo",
        "без эмбарго",
        "Эмбарго снято",
        "embarqo yoxdur",
        "Embarqo götürülüb",
    ],
)
def test_a_note_that_names_one_is_no_notice(note: str) -> None:
    assert list(notices_in([(Place.NOTE, note)])) == []


LABELS = {
    DoubtKind.KILL: (
        "KILL: {}",
        "Kill: {}",
        "KILL - {}",
        "[KILL] {}",
        "DO NOT PUBLISH: {}",
        "{} (do not use)",
        "{} - DO NOT RUN",
        "НЕ ПУБЛИКОВАТЬ: {}",
        "Не публиковать - {}",
        "В эфир не давать: {}",
        "{} (НЕ СТАВИТЬ)",
        "DƏRC ETMƏYİN: {}",
        "DƏRC OLUNMASIN! {}",
        "Yayımlamayın - {}",
        "{} (dərc etməyin)",
    ),
    DoubtKind.EMBARGO: (
        "EMBARGO: {}",
        "HOLD: {}",
        "NOT FOR PUBLICATION: {}",
        "НЕ ДЛЯ ПЕЧАТИ: {}",
        "ЭМБАРГО: {}",
        "EMBARQO: {}",
        "Hələ buraxmayın: {}",
    ),
}
LABELLED = (
    "Bridge over the Kura opens to traffic",
    "Central bank keeps its rate",
    "Police question a former minister over missing funds",
    "В Шамкире открыли школу на 600 мест",
    "Глава МИД посетит Анкару",
    "Lənkəranda yeni körpü istifadəyə verilib",
    "Mərkəzi Bank faizi saxlayıb",
)


@pytest.mark.parametrize(("kind", "label"), [(kind, label) for kind in LABELS for label in LABELS[kind]])
def test_a_label_is_a_notice_whatever_news_it_labels(kind: DoubtKind, label: str) -> None:
    of = {headline: list(notices_in([(Place.HEADLINE, label.format(headline))])) for headline in LABELLED}
    assert {headline: [notice.kind for notice in of[headline]] for headline in of} == {
        headline: [kind] for headline in LABELLED
    }


@pytest.mark.parametrize(
    "headline",
    [
        "Recall: Toyota brings back 40,000 vans",
        "Do not drink: well water near Quba is unsafe",
        "Kill Bill: the sword is up for auction",
        "Oil embargo: what it means for Baku",
        "Court to papers: “Do not publish”",
        "Отмена рейсов: что делать пассажирам",
        "Не купаться: на пляжах Абшерона подняли флаги",
        "Запрет на публикацию: что решил суд",
        "Reyslər ləğv olundu: sərnişinlər nə etməlidir",
        "Su içməyin: Qubada quyular yoxlanılır",
        "Bakıda güclü külək - FOTO",
        "Türkiyə millisi qalib gəldi (VİDEO)",
    ],
)
def test_news_after_a_label_of_its_own_is_none(headline: str) -> None:
    assert list(notices_in([(Place.HEADLINE, headline), (Place.FIRST_LINE, f"{headline}.")])) == []


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("KILL: Bridge opens", ["KILL"]),
        ("***KILL*** Bridge opens", ["KILL", "Bridge opens"]),
        ("Bridge opens (do not use)", ["do not use"]),
        ("Bridge opens - do not use", ["Bridge opens", "do not use"]),
        ("DƏRC ETMƏYİN: KÖRPÜ AÇILDI", ["derc etmeyin"]),
        ("Bridge opens", []),
        ("Well-kept bridge opens at 10:30", []),
        ("“Do not use”: a film", []),
        ("Kill: the film of the year", []),
        ("Не публиковать - в Шеки открылась школа", ["Не публиковать", "в Шеки открылась школа"]),
        ("The bridge over the Kura that everybody waited for: Opening day", []),
    ],
)
def test_a_label_is_few_words_set_apart_at_an_end(written: str, labels: list[str]) -> None:
    assert labels_of(written) == labels


def test_most_notices_in_words_never_learnt_are_held() -> None:
    rows = list(labelled(HELD_OUT_NOTICES))
    held = [row for row in rows if any(notices_in([(row.place, row.text)]))]
    assert len(held) >= len(rows) * 0.89


def test_news_never_learnt_is_hardly_ever_held() -> None:
    news = HELD_OUT_NEWS.read_text("utf-8").splitlines()
    held = [
        line for line in news if any(notices_in([(Place.HEADLINE, line), (Place.FIRST_LINE, f"{line}.")]))
    ]
    assert len(held) <= len(news) // 100, held


def test_a_strangers_notices_are_told_from_news() -> None:
    rows = list(labelled(HELD_OUT_STRANGER))
    held = {row for row in rows if any(notices_in([(row.place, row.text)]))}
    notices = [row for row in rows if row.kind != "news"]
    assert sum(row in held for row in notices) >= len(notices) * 0.95
    assert [row.text for row in held if row.kind == "news"] == []


def test_a_notice_says_nothing_about_another_article() -> None:
    [notice] = notices_in([(Place.NOTE, "EMBARGO until noon")])
    assert notice.doubt_of("one").cause != notice.doubt_of("other").cause


def test_every_word_has_one_meaning() -> None:
    table = files("ingest.formats.doubts").joinpath("notice_words.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    words = [word for _, several in rows for word in several.split()]
    assert len(words) == len(set(words))


@given(st.text(), st.sampled_from(Place), st.integers(1, 40))
def test_features_are_bounded_however_long_the_text(text: str, place: Place, times: int) -> None:
    assert len(features(words_of(text * times), place.value)) <= 60 * 20


@given(st.text(max_size=2000), st.sampled_from(Place))
def test_whatever_is_written_is_judged(text: str, place: Place) -> None:
    assert len(list(notices_in([(place, text)]))) <= 1
