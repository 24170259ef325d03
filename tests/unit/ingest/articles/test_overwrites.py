"""Posts that would overwrite an article of another address."""

from datetime import timedelta
from typing import Any

import pytest

from ingest.articles.commands import Post
from ingest.articles.overwrites import OverwriteCheck
from ingest.content.source_rules import SourceRule, SourceRules
from newsroom.events.articles import ArticleDraft
from tests.support.articles import NOON

CHECK = OverwriteCheck(SourceRules({}))


def draft(headline: str, page: str | None, **fields: Any) -> ArticleDraft:
    url = f"https://x.example/{page}" if page else None
    return ArticleDraft(source="report", source_id="1", headline=headline, url=url, **fields)


FIRE = draft(
    "Fire in the harbour is out",
    "fire",
    lead="Nobody was hurt.",
    body="The blaze began at dawn. Later Rashad Ahmadov thanked the crews.",
)


@pytest.mark.parametrize(
    "other",
    [
        draft("Rates are cut by the bank", "rates", body="Inflation slows. The regulator said so."),
        draft("Курс снижен", "rates", body="Регулятор принял решение."),
    ],
)
def test_another_article_under_the_same_name_is_doubted(other: ArticleDraft) -> None:
    doubt = CHECK.doubt(Post.of(other), FIRE)
    assert doubt is not None
    assert "Fire in the harbour is out" in doubt.reason


@pytest.mark.parametrize(
    "other",
    [
        draft("Harbour burns no more", "fire-2"),
        draft("Flames die down", "fire-2", body="Officials met. Then Rashad Ahmadov spoke."),
        draft("All clear", "fire-2", lead="Nobody was hurt."),
        draft("All clear", "fire-2", body="Firemen fought fires all night."),
        draft("Rates are cut", "fire?utm_source=x"),
        draft("Rates are cut", None),
    ],
)
def test_a_new_slug_or_the_same_address_is_not(other: ArticleDraft) -> None:
    assert CHECK.doubt(Post.of(other), FIRE) is None


def test_a_newer_version_is_never_doubted_for_its_address() -> None:
    known = FIRE.model_copy(update={"version": 1, "modified_at": NOON})
    newer = draft("Rates are cut", "rates", version=2)
    later = draft("Rates are cut", "rates", modified_at=NOON + timedelta(hours=1))
    older = draft("Rates are cut", "rates", version=1)
    assert CHECK.doubt(Post.of(newer), known) is None
    assert CHECK.doubt(Post.of(later), known) is None
    assert CHECK.doubt(Post.of(older), known) is not None


def test_a_source_may_choose_to_have_it_published() -> None:
    from ingest.articles.decide import Decision, decide

    known = decide(None, Post.of(FIRE), NOON)
    assert isinstance(known, Decision)
    assert known.state.content is not None
    post = Post.of(draft("Rates are cut", "rates"))
    assert CHECK.is_suspect(post, known.state.content)
    lenient = OverwriteCheck(SourceRules({"report": SourceRule(doubts="publish")}))
    assert not lenient.is_suspect(post, known.state.content)
