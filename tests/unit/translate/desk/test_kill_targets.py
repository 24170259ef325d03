"""Targets of a kill in words: those that it names are certain, those that share its words are likely."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.holds import Doubt, DoubtKind, HeldArticle
from newsroom.events.identity import article_id
from newsroom.text.named import names_in
from tests.support.articles import NOON, SOURCE, id_of, revision
from translate.desk.article_view import ArticleView
from translate.desk.kill_targets import ids_named, kill_targets

KILL = Doubt(DoubtKind.KILL, "status", "the headline reads like a kill")


def notice(headline: str, body: str | None = None, **fields: Any) -> HeldArticle:
    article = revision("notice", headline=headline, body=body)
    return HeldArticle(
        id=article.id,
        number=1,
        revision=1,
        status="held",
        source=SOURCE,
        source_id="notice",
        doubts=(KILL,),
        cause="",
        received_at=NOON,
        changed_at=NOON,
        article=article,
        **fields,
    )


def view(name: str, headline: str, **fields: Any) -> ArticleView:
    content = revision(name, headline=headline, **fields)
    return ArticleView(content.id, "live", content, content.id, None, 1, shown=True)


OIL = view(
    "wire-2026-0117", "Oil prices fall after Vienna meeting", url="https://www.wire.example/oil/?utm=1"
)
FLOOD = view("wire-2026-0118", "Floods close the Zagatala road")
RATES = view("wire-2026-0119", "Central bank cuts rates again", minutes=3)


@pytest.mark.parametrize(
    ("headline", "body", "means", "named"),
    [
        ("KILL: wire-2026-0117", None, [OIL], True),
        ("MANDATORY KILL", "Please kill http://wire.example/oil at once.", [OIL], True),
        ("MANDATORY KILL", f"The article {FLOOD.id} is withdrawn.", [FLOOD], True),
        ("KILL: Floods close Zagatala road", None, [FLOOD], False),
        ("ATTENTION", "Please disregard our story on central bank rates.", [RATES], False),
        ("KILL: a story of ours", "It was wrong.", [], False),
    ],
)
def test_what_a_notice_means(headline: str, body: str | None, means: list[ArticleView], named: bool) -> None:
    targets = kill_targets(notice(headline, body), [OIL, FLOOD, RATES])
    assert [target.article for target in targets] == means
    assert all(target.named is named for target in targets)


def test_the_certain_come_first_and_another_sources_never() -> None:
    assert OIL.content is not None
    other = replace(OIL, id=id_of("theirs"), content=OIL.content.model_copy(update={"source": "other"}))
    targets = kill_targets(notice("KILL: Floods close the Zagatala road wire-2026-0117"), [FLOOD, OIL, other])
    assert [(target.article, target.named) for target in targets] == [(OIL, True), (FLOOD, False)]


def test_a_notice_that_comes_as_a_revision_of_its_article_means_that() -> None:
    own = view("notice", "Something else entirely")
    assert kill_targets(notice("KILL KILL KILL"), [own]) == []
    [target] = kill_targets(notice("KILL KILL KILL", public_revision=1), [own])
    assert target.named
    [withheld] = kill_targets(notice("KILL KILL KILL", withheld=(own.id,)), [own])
    assert withheld.withheld


def test_the_ids_that_a_notice_names_are_looked_up() -> None:
    named = ids_named(notice("KILL wire-2026-0117", withheld=(FLOOD.id,)))
    assert named == [FLOOD.id, article_id(SOURCE, "wire-2026-0117")]
    assert OIL.id == id_of("wire-2026-0117")


@given(st.text(max_size=2000))
def test_names_are_bounded_and_in_the_text(text: str) -> None:
    names = names_in(text)
    assert len(names) <= 100
    assert all(name in text and len(name) >= 6 for name in names)


def test_at_most_five_are_likely() -> None:
    alike = [view(f"n{n}", f"Oil prices fall, part {n}", minutes=n) for n in range(9)]
    targets = kill_targets(notice("KILL: Oil prices fall"), alike)
    assert len(targets) == 5
