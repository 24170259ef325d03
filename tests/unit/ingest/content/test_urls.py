"""The one address of a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.content.urls import LONGEST, canonical_url, joined_form, source_id_of, spellings
from newsroom.events.articles import MAX_SOURCE_ID_BYTES, ArticleDraft


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("https://Report.AZ/a?utm_source=x&id=7&fbclid=1#top", "https://report.az/a?id=7"),
        ("https://report.az:443/a?gclid=1&yclid=2&ysclid=3&_openstat=4", "https://report.az/a"),
        ("http://report.az:80", "http://report.az/"),
        ("http://report.az:8080/", "http://report.az:8080/"),
        ("https://report.az./a/../b/./c", "https://report.az/b/c"),
        ("https://www.bbc.com/news/1?at_medium=RSS&at_campaign=KARANGA", "https://www.bbc.com/news/1"),
        ("https://x.example/a?source=rss&source_id=5", "https://x.example/a?source_id=5"),
        ("https://x.example/a?ref=42&from=rss_main", "https://x.example/a?ref=42"),
        ("https://x.example/2026/news/amp/", "https://x.example/2026/news"),
        ("https://x.example/amp", "https://x.example/amp"),
        ("https://x.example/2026/champ", "https://x.example/2026/champ"),
        ("https://x.example/news?amp=1", "https://x.example/news"),
        ("https://x.example/%7euser/%d1%8f", "https://x.example/~user/%D1%8F"),
        ("https://x.example/я ж", "https://x.example/%D1%8F%20%D0%B6"),
        (
            "https://пример.рф/новость",
            "https://xn--e1afmkfd.xn--p1ai/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C",
        ),
        ("https://user:secret@x.example/a", "https://x.example/a"),
        ("https://x.example/app#!/news/7", "https://x.example/app#!/news/7"),
        ("  https://x.example/a\n", "https://x.example/a"),
        ("https://x.example/a;jsessionid=AB12?id=1", "https://x.example/a?id=1"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_the_same_page_has_one_address(sent: str, canonical: str) -> None:
    assert canonical_url(sent) == canonical


def test_a_relative_address_is_read_against_its_base() -> None:
    assert canonical_url("../b?x=1", "https://x.example/a/c/d") == "https://x.example/a/b?x=1"
    assert canonical_url("//y.example/b", "https://x.example/a") == "https://y.example/b"


@pytest.mark.parametrize(
    "sent",
    ["", "a/b", "mailto:a@x.example", "javascript:alert(1)", "https://", "https://[::1/", "https://x.example:99999/",
     "https://a b.example/", "tag:x.example,2026:1", "https://x.example/" + "a" * LONGEST],
)  # fmt: skip
def test_what_is_no_page_has_none(sent: str) -> None:
    assert canonical_url(sent) is None


def test_parameters_that_tell_pages_apart_stay_in_their_order() -> None:
    assert canonical_url("https://x.example/?b=2&a=1&a=&c") == "https://x.example/?b=2&a=1&a=&c"


@given(
    st.text(max_size=80)
    | st.text("%/.;:?#&=14aA", max_size=12).map(lambda text: f"https://x.example/{text}")
    | st.text(max_size=80).map(lambda text: f"https://x.example/{text}")
)
def test_it_never_fails_and_is_its_own_canonical_form(text: str) -> None:
    found = canonical_url(text)
    if found is not None:
        assert canonical_url(found) == found
        ArticleDraft(source="s", source_id=source_id_of(found), headline="h", url=found)


def test_a_long_address_is_still_a_name_and_no_other_s() -> None:
    one, other = ("https://x.example/" + "я" * 150 + end for end in "ab")
    names = [source_id_of(canonical_url(url) or "") for url in (one, other)]
    assert all(len(name.encode()) <= MAX_SOURCE_ID_BYTES for name in names)
    assert names[0] != names[1]
    assert source_id_of("https://x.example/a") == "https://x.example/a"


@pytest.mark.parametrize(
    "canonical",
    [
        "http://report.az/a?id=7",
        "https://report.az/a?id=7",
        "http://www.report.az/a?id=7",
        "https://www.report.az/a?id=7",
    ],
)
def test_a_page_is_one_with_either_scheme_and_with_or_without_www(canonical: str) -> None:
    assert joined_form(canonical) == "https://report.az/a?id=7"
    assert spellings(canonical)[0] == canonical
    assert len(spellings(canonical)) == 4
    assert {joined_form(spelling) for spelling in spellings(canonical)} == {joined_form(canonical)}


def test_www_may_be_a_part_of_the_name() -> None:
    assert joined_form("http://www.com/a") == "https://www.com/a"
    assert joined_form("http://localhost:8080/a") == "https://localhost:8080/a"


@given(st.sampled_from(["http://", "https://www."]), st.text(".abc/?=", min_size=1, max_size=20))
def test_every_spelling_has_the_same_ones(start: str, rest: str) -> None:
    address = canonical_url(start + rest)
    if address is not None:
        assert {frozenset(spellings(spelling)) for spelling in spellings(address)} == {
            frozenset(spellings(address))
        }
