"""Sessions of editors, and the keys that sign their cookies."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.articles import NOON
from translate.desk.editors import editor_of_key
from translate.desk_site.forms import path_within
from translate.desk_site.sessions import LASTS, Sessions

KEYS = {"aysel": "key-one-of-the-test", "ivan": "key-two-of-the-test"}
SESSIONS = Sessions(KEYS)


def test_a_session_is_read_as_it_was_opened():
    opened = SESSIONS.open("aysel", NOON)
    assert SESSIONS.read(SESSIONS.cookie(opened), NOON) == opened


def test_a_session_ends():
    cookie = SESSIONS.cookie(SESSIONS.open("aysel", NOON))
    assert SESSIONS.read(cookie, NOON + LASTS - timedelta(seconds=1)) is not None
    assert SESSIONS.read(cookie, NOON + LASTS) is None


@pytest.mark.parametrize("keys", [{}, {"ivan": KEYS["ivan"]}, {"aysel": "another"}])
def test_a_session_ends_with_its_editors_key_and_with_no_others(keys):
    cookie = SESSIONS.cookie(SESSIONS.open("aysel", NOON))
    assert Sessions(keys).read(cookie, NOON) is None
    assert Sessions({"aysel": KEYS["aysel"]}).read(cookie, NOON) is not None


def test_one_editor_cannot_sign_for_another():
    mine = Sessions({"ivan": KEYS["ivan"], "aysel": KEYS["ivan"]})
    assert SESSIONS.read(mine.cookie(mine.open("aysel", NOON)), NOON) is None


@given(st.text(max_size=300) | st.binary(max_size=100).map(lambda raw: raw.decode("latin-1")))
def test_no_text_is_taken_for_a_session(text):
    assert SESSIONS.read(text, NOON) is None


@given(st.integers(min_value=0, max_value=200), st.sampled_from("abcXYZ019-_."))
def test_no_letter_of_a_cookie_may_change(at, letter):
    cookie = SESSIONS.cookie(SESSIONS.open("aysel", NOON))
    at %= len(cookie) - 1  # the last letter of base64 holds bits that nobody reads
    changed = cookie[:at] + letter + cookie[at + 1 :]
    assert changed == cookie or SESSIONS.read(changed, NOON) is None


@pytest.mark.parametrize(("key", "editor"), [("key-two-of-the-test", "ivan"), ("", None), ("key", None)])
def test_a_key_names_its_editor(key, editor):
    assert editor_of_key(KEYS, key) == editor


def test_only_its_own_token_goes_with_a_session():
    session = SESSIONS.open("aysel", NOON)
    assert session.admits(session.csrf)
    assert not session.admits(None)
    assert not session.admits("")
    assert not session.admits(SESSIONS.open("aysel", NOON).csrf)


@pytest.mark.parametrize(
    "path", ["https://evil.example/desk/", "//evil.example", "/desk//evil", "/desk/\r\nX: y", "/v1/", ""]
)
def test_the_way_back_leads_into_the_desk(path):
    assert path_within(path) == "/desk/"


def test_a_page_of_the_desk_is_a_way_back():
    assert path_within("/desk/search?q=a") == "/desk/search?q=a"
