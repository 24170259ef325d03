"""What an agency's page says, as articles: every part there or missing, and any text at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.client.page_text import PageTextError, parse
from newsroom.events.articles import ArticleDraft, Reference

STRIP = "Alat port Green energy Peace talks"
HEADLINE = "Rustam Quluzada: Baku to plant a million trees"
AZ = "Rüstəm Quluzadə: Bakıda bir milyon ağac əkiləcək"
RU = "Рустам Гулузаде: в Баку посадят миллион деревьев"
MAIN_ID = "2026-03-05/1410/rustam-quluzada-baku-to-plant-a-million-trees"
PARAGRAPHS = (
    "Baku will plant a million trees in three years, Rustam Quluzada of the parks office said.",
    "“We start with the hills above Bibi-Heybat,” he told the Green Fund.",
)
LATEST = (
    ("14:31", "", "Ferry to Aktau leaves on time", "Region"),
    ("14:10", "", HEADLINE, "Domestic policy"),
    ("13:58", "Photo", "Wheat harvest begins in Beylagan", "Economy"),
)


def listed(entries: tuple[tuple[str, str, str, str], ...], ends: str = "All News Feed") -> str:
    lines = ["Latest News", ""]
    for clock, badge, headline, category in entries:
        lines += [clock, *badge.splitlines(), "", headline, "", category]
    return "\n".join([*lines, ends])


def page(
    *,
    above: tuple[str, ...] = (STRIP, f"    {STRIP}", "", f"    {HEADLINE}", ""),
    stamp: tuple[str, ...] = ("    Domestic policy", "    • 5 March, 2026", "    • 14:10"),
    below: tuple[str, ...] = (f"    {HEADLINE}", ""),
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    closing: tuple[str, ...] = ("    Rustam Quluzada", f"    {AZ}", f"    {RU}"),
    latest: str = listed(LATEST),
) -> str:
    text = "\n\n".join(f"    {paragraph}" for paragraph in paragraphs)
    return "\n".join([*above, *stamp, *below, text, "", *closing, "", latest])


def read(text: str) -> list[ArticleDraft]:
    return parse(text, source="agency")


def main_of(text: str) -> ArticleDraft:
    return read(text)[0]


def variants_of(text: str) -> dict[str | None, str]:
    return {draft.language: draft.headline for draft in read(text) if draft.translation_of}


def entries_of(text: str) -> list[ArticleDraft]:
    return [draft for draft in read(text)[1:] if not draft.translation_of]


def test_the_pages_article_comes_first_and_whole():
    main = main_of(page())
    assert (main.source, main.source_id, main.language) == ("agency", MAIN_ID, "en")
    assert main.headline == HEADLINE
    assert main.body == "\n\n".join(PARAGRAPHS)
    assert main.category == "domestic-policy"
    assert main.published_at == datetime(2026, 3, 5, 10, 10, tzinfo=UTC)
    assert main.tags == ("Rustam Quluzada",)
    assert main.media == ()


def test_the_variants_are_headlines_that_point_to_it():
    _, az, ru, *_ = read(page())
    assert (az.language, az.headline, az.source_id) == ("az", AZ, f"{MAIN_ID}.az")
    assert (ru.language, ru.headline, ru.source_id) == ("ru", RU, f"{MAIN_ID}.ru")
    for variant in (az, ru):
        assert variant.translation_of == Reference(source="agency", source_id=MAIN_ID)
        assert variant.body is None
        assert variant.category == "domestic-policy"
        assert variant.published_at == datetime(2026, 3, 5, 10, 10, tzinfo=UTC)


def test_the_list_gives_headlines_with_category_badge_and_time_and_the_main_article_only_once():
    ferry, wheat = entries_of(page())
    assert (ferry.headline, ferry.category, ferry.media) == ("Ferry to Aktau leaves on time", "region", ())
    assert ferry.source_id == "2026-03-05/1431/ferry-to-aktau-leaves-on-time"
    assert (wheat.headline, wheat.category) == ("Wheat harvest begins in Beylagan", "economy")
    assert [(media.kind, media.url) for media in wheat.media] == [("photo", None)]
    assert wheat.published_at == datetime(2026, 3, 5, 9, 58, tzinfo=UTC)
    assert wheat.body is None


def test_another_zone_and_source():
    main = parse(page(), source="wire.example", zone="Europe/Lisbon")[0]
    assert main.source == "wire.example"
    assert main.published_at == datetime(2026, 3, 5, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(("", HEADLINE, ""), id="no strip"),
        pytest.param((STRIP, "", HEADLINE, ""), id="strip once"),
        pytest.param((STRIP, STRIP, ""), id="headline only beneath"),
        pytest.param((), id="nothing above the category"),
    ],
)
def test_the_strip_of_topics_may_be_absent_or_repeated(above: tuple[str, ...]):
    assert read(page(above=above)) == read(page())


def test_the_headline_above_is_enough():
    assert read(page(below=("",))) == read(page())


def test_the_headline_needs_no_category():
    main = main_of(page(stamp=("• 5 March, 2026", "• 14:10")))
    assert (main.headline, main.category, main.source_id) == (HEADLINE, None, MAIN_ID)


@pytest.mark.parametrize(
    "stamp",
    [
        ("Domestic policy", "5 March 2026", "14:10"),
        ("Domestic policy", "• 05 March, 2026 • 14:10"),
        ("Domestic policy", "", "• 5 Mar, 2026", "", "• 14:10"),
    ],
)
def test_date_and_time_may_be_set_otherwise(stamp: tuple[str, ...]):
    assert read(page(stamp=stamp)) == read(page())


def test_line_ends_indentation_and_invisible_characters_say_nothing():
    text = page().replace("\n    ", "\n\t\u00a0 ").replace("\n", "\r\n").replace("Baku", "Ba\u200bku")
    assert read("\ufeff" + text) == read(page())


def test_no_tag_no_variants():
    main, *rest = read(page(closing=()))
    assert main.body == "\n\n".join(PARAGRAPHS)
    assert main.tags == ()
    assert not any(draft.translation_of for draft in rest)


def test_variants_without_a_tag():
    text = page(closing=(AZ, RU))
    assert main_of(text).tags == ()
    assert variants_of(text) == {"az": AZ, "ru": RU}


def test_a_tag_without_variants():
    text = page(closing=("Rustam Quluzada",))
    assert main_of(text).tags == ("Rustam Quluzada",)
    assert variants_of(text) == {}
    assert main_of(text).body == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(("headline", "language"), [(AZ, "az"), (RU, "ru")])
def test_one_variant_alone(headline: str, language: str):
    text = page(closing=("Rustam Quluzada", headline))
    assert variants_of(text) == {language: headline}
    assert main_of(text).tags == ("Rustam Quluzada",)


@pytest.mark.parametrize(
    "closing",
    [
        pytest.param(("Rustam Quluzada", "Green Fund", AZ, RU), id="a line each"),
        pytest.param(("Rustam Quluzada Green Fund", AZ, RU), id="run together"),
        pytest.param(("Rustam Quluzada, Green Fund", AZ, RU), id="with a comma"),
        pytest.param(("Rustam Quluzada", "Green Fund", "", AZ, "", RU), id="with empty lines"),
    ],
)
def test_several_tags(closing: tuple[str, ...]):
    text = page(closing=closing)
    assert main_of(text).tags == ("Rustam Quluzada", "Green Fund")
    assert variants_of(text) == {"az": AZ, "ru": RU}
    assert main_of(text).body == "\n\n".join(PARAGRAPHS)


def test_a_tag_that_the_article_does_not_say_stays_whole():
    assert main_of(page(closing=("Azerbaijan-Armenia peace process", AZ))).tags == (
        "Azerbaijan-Armenia peace process",
    )


def test_an_azerbaijani_headline_without_its_own_letters():
    plain = "Paytaxtda bir milyon tut basdırılacaq".replace("ı", "i")
    assert variants_of(page(closing=("Rustam Quluzada", plain, RU))) == {"az": plain, "ru": RU}


def test_a_paragraph_with_an_azerbaijani_name_is_no_variant():
    last = "“It is the first time that we plant trees anywhere near the sea,” said Əli. “They need water”"
    assert (main_of(page(paragraphs=(*PARAGRAPHS, last), closing=())).body or "").endswith(last)


def test_a_variant_may_be_a_question():
    assert variants_of(page(closing=("Green Fund", f"{AZ}?", f"{RU}?"))) == {"az": f"{AZ}?", "ru": f"{RU}?"}


def test_a_page_without_body_or_list():
    text = page(paragraphs=(), latest="")
    assert main_of(text).body is None
    assert main_of(text).tags == ("Rustam Quluzada",)
    assert entries_of(text) == []


def test_an_empty_list():
    assert entries_of(page(latest=listed(()))) == []


@pytest.mark.parametrize(
    ("badge", "kinds"),
    [("Video", ["video"]), ("Photo\nVideo", ["photo", "video"]), ("Photo / Video", ["photo", "video"])],
)
def test_badges(badge: str, kinds: list[str]):
    (entry,) = entries_of(page(latest=listed((("14:31", badge, "Ferry to Aktau leaves", "Region"),))))
    assert [media.kind for media in entry.media] == kinds
    assert entry.headline == "Ferry to Aktau leaves"


def test_an_unknown_badge_is_no_headline():
    (entry,) = entries_of(page(latest=listed((("14:31", "Exclusive", "Ferry to Aktau leaves", "Region"),))))
    assert (entry.headline, entry.category, entry.media) == ("Ferry to Aktau leaves", "region", ())


def test_a_badge_of_the_articles_own_entry_is_the_articles():
    latest = listed((("14:10", "Photo", HEADLINE, "Domestic policy"),))
    assert [media.kind for media in main_of(page(latest=latest)).media] == ["photo"]


def test_an_entry_without_category_and_a_list_without_end():
    (entry,) = entries_of(page(latest=listed((("14:31", "", "Ferry to Aktau leaves", ""),), ends="")))
    assert (entry.headline, entry.category) == ("Ferry to Aktau leaves", None)


def test_two_articles_of_one_minute_are_two():
    latest = listed((("14:31", "", "One", "Region"), ("14:31", "", "Two", "Region")))
    assert len({draft.source_id for draft in entries_of(page(latest=latest))}) == 2


NIGHT = (
    ("00:20", "", "Night ferry leaves", "Region"),
    ("23:50", "", "Late goal decides the cup", "Sport"),
    ("14:10", "", HEADLINE, "Domestic policy"),
    ("13:58", "", "Wheat harvest begins", "Economy"),
)


def test_a_list_that_crosses_midnight():
    ids = [draft.source_id for draft in entries_of(page(latest=listed(NIGHT)))]
    assert ids == [
        "2026-03-06/0020/night-ferry-leaves",
        "2026-03-05/2350/late-goal-decides-the-cup",
        "2026-03-05/1358/wheat-harvest-begins",
    ]


def test_an_entry_has_the_same_id_on_its_own_page_and_on_a_later_list():
    later = page(
        above=(),
        stamp=("Sport", "• 6 March, 2026", "• 00:30"),
        below=("Another story of the night", ""),
        latest=listed((("00:30", "", "Another story of the night", "Sport"), *NIGHT)),
    )
    assert MAIN_ID in {draft.source_id for draft in entries_of(later)}
    assert {draft.source_id for draft in entries_of(page(latest=listed(NIGHT)))} <= {
        draft.source_id for draft in read(later)
    }


def test_a_bare_headline_is_older_than_any_page_and_a_page_than_a_later_one():
    entry = entries_of(page())[0].version
    without_news, later = main_of(page(latest="")).version, main_of(page()).version
    assert entry is not None
    assert without_news is not None
    assert later is not None
    assert entry < without_news < later


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("", "no date", id="empty"),
        pytest.param(page(stamp=("Domestic policy",)), "no date", id="no date"),
        pytest.param(page(stamp=("Domestic policy", "• 5 March, 2026")), "no time .* line 7", id="no time"),
        pytest.param(page(stamp=("• 31 February, 2026", "14:10")), "31 February", id="no such day"),
        pytest.param(page(above=(STRIP, STRIP, ""), below=("",)), "no headline .* line 5", id="no headline"),
        pytest.param(page(above=(STRIP, ""), below=("",)), "no headline", id="no headline, strip once"),
        pytest.param(page(above=(), below=("x" * 1001, "")), "no headline", id="no headline's length"),
    ],
)
def test_a_page_that_lacks_what_an_article_needs_says_so(text: str, missing: str):
    with pytest.raises(PageTextError, match=missing):
        read(text)


LINES = st.sampled_from([*page().splitlines(), "Video", "23:59", "00:00", "1 January, 2026 • 00:01", "ə ə ə"])


def ends_well(text: str) -> bool:
    """Distinct articles or the one error; whatever else is raised fails the test."""
    try:
        names = [draft.source_id for draft in read(text)]
    except PageTextError:
        return True
    return 0 < len(names) == len(set(names))


@given(st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=40).map("\n".join)))
def test_any_text_ends_in_articles_or_in_a_clear_error(text: str):
    assert ends_well(text)


@given(st.lists(LINES, max_size=8), st.integers(0, 40))
def test_lines_put_into_a_page_never_break_it(extra: list[str], at: int):
    lines = page().splitlines()
    assert ends_well("\n".join([*lines[:at], *extra, *lines[at:]]))


SEED = Path(__file__).resolve().parents[4] / "shared/data/seed"


@pytest.mark.skipif(not SEED.is_dir(), reason="the real pages are not part of the project")
def test_real_pages():
    for path in SEED.glob("*.txt"):
        main, *rest = parse(path.read_text(encoding="utf-8"), source="agency")
        assert main.body
        assert main.category
        assert {draft.language for draft in rest if draft.translation_of} == {"az", "ru"}
        assert all(draft.category for draft in rest)
        instants = [draft.published_at for draft in rest if not draft.translation_of]
        assert instants == sorted(instants, key=str, reverse=True)
        assert main.source_id not in {draft.source_id for draft in rest}
