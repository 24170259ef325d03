"""What a front page leads with."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.live import PublicArticle
from publish.site.front_page import chosen, leading, summary
from tests.support.articles import NOON
from tests.support.published import public


def at(name: str, hours: float, **other: object) -> PublicArticle:
    """Published so many hours before noon."""
    fields: dict[str, object] = {"badges": (), "published_at": NOON - timedelta(hours=hours)}
    return public(name, "en", **(fields | other))


def test_breaking_news_leads_for_a_while():
    items = [at("new", 0), at("pictured", 1, badges=("photo",)), at("breaking", 2, urgency=2)]
    assert leading(items, NOON) is items[2]
    assert leading(items, NOON + timedelta(hours=4, minutes=30)) is items[1]


def test_then_a_photo_then_the_newest():
    items = [at("new", 0), at("pictured", 1, badges=("photo",))]
    assert leading(items, NOON) is items[1]
    assert leading(items, NOON + timedelta(days=1)) is items[0]
    assert leading([], NOON) is None


def test_the_lead_is_not_shown_twice():
    items = [at(str(n), n) for n in range(5)]
    assert chosen(items, NOON, 2) == [items[0].id, items[1].id, items[2].id]
    assert chosen([], NOON, 2) == []


def test_a_summary_is_the_lead_or_the_first_paragraph():
    assert summary(public(lead="Short.")) == "Short."
    assert summary(public(lead=None, body="One.\n\nTwo.")) == "One."
    assert summary(public(lead=None, body=None)) == ""


@given(st.text(alphabet="ab ", max_size=600))
def test_a_summary_is_a_beginning_in_whole_words(lead):
    words = " ".join(lead.split())
    short = summary(public(lead=lead, body=None))
    assert len(short) <= 201
    assert words.startswith(short.removesuffix("…"))
