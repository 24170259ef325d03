"""From a draft to the article's revision."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.articles.change import RevisionBuilder
from ingest.articles.commands import Post
from ingest.articles.decide import Decision, decide
from ingest.articles.state import ArticleState
from ingest.content.tags import TagTable
from newsroom.events.articles import ArticleDraft, ArticleRevision, Reference
from newsroom.events.catalogue import ARTICLE_CREATED
from tests.support.articles import NOON
from tests.support.checks import NO_CHECK

LATER = NOON + timedelta(hours=1)


def composed(
    before: ArticleState | None = None, *, detected: str = "az", **fields: Any
) -> tuple[ArticleRevision, ArticleState]:
    draft = ArticleDraft(source="report", source_id="1", **({"headline": "h"} | fields))
    now = LATER if before else NOON
    decision = decide(before, Post.of(draft), now)
    assert isinstance(decision, Decision)
    assert decision.state.content is not None
    builder = RevisionBuilder(lambda _: detected, TagTable({}), NO_CHECK)
    revision, content = builder.revision(draft.id, draft, decision.state.status, decision.state.content, now)
    return revision, decision.state.model_copy(update={"content": content})


def test_a_missing_time_is_that_of_the_first_arrival_for_ever() -> None:
    first, state = composed()
    assert (first.published_at, first.received_at) == (NOON, NOON)
    second, _ = composed(state, lead="l")
    assert (second.published_at, second.received_at, second.first_received_at) == (NOON, LATER, NOON)


def test_a_missing_language_is_detected_once() -> None:
    first, state = composed()
    assert first.language == "az"
    second, state = composed(state, lead="l", detected="ru")
    assert second.language == "az"
    third, _ = composed(state, language="ru")
    assert third.language == "ru"


def test_html_may_stand_in_for_the_body() -> None:
    revision, _ = composed(body_html="<p>One</p><script>x</script><p>Two</p>")
    assert (revision.body, revision.body_html) == ("One\n\nTwo", "<p>One</p><p>Two</p>")


def test_a_body_beside_html_stays_as_sent() -> None:
    revision, _ = composed(body="Own", body_html="<p>One</p>")
    assert (revision.body, revision.body_html) == ("Own", "<p>One</p>")


TEXT = st.text(max_size=300)


@given(headline=TEXT, lead=TEXT, body_html=TEXT, tags=st.lists(TEXT, max_size=3), caption=TEXT)
def test_whatever_is_taken_can_be_read_by_every_consumer(
    headline: str, lead: str, body_html: str, tags: list[str], caption: str
) -> None:
    media = [{"kind": "photo", "caption": caption}]
    try:
        revision, _ = composed(headline=headline, lead=lead, body_html=body_html, tags=tags, media=media)
    except ValidationError:
        return
    event = ARTICLE_CREATED.event(revision, time=NOON)
    assert ARTICLE_CREATED.decode(ARTICLE_CREATED.encode(event)).data == revision


def test_every_field_of_the_draft_arrives() -> None:
    sent: dict[str, Any] = {
        "lead": "l",
        "body": "b",
        "category": "sport",
        "media": [{"kind": "photo", "url": "https://x.example/1.jpg", "credit": "c", "width": 3}],
        "published_at": "2026-01-01T00:00:00Z",
        "embargo_until": "2026-01-02T00:00:00Z",
        "url": "https://x.example/1",
        "translation_of": {"source": "report", "source_id": "2"},
        "byline": "by",
        "dateline": "BAKU",
        "urgency": 1,
        "correction": "c",
        "rights": "r",
        "suppress_previous": True,
        "version": 4,
        "modified_at": "2026-01-01T00:00:00Z",
    }
    revision, _ = composed(**sent)
    draft = ArticleDraft(source="report", source_id="1", headline="h", **sent)
    for name in (*sent, "headline"):
        assert getattr(revision, name) == getattr(draft, name), name
    left_out = set(ArticleDraft.model_fields) - set(sent)
    assert left_out == {"source", "source_id", "headline", "language", "body_html", "tags", "revert"}


def test_whether_an_original_of_another_source_is_trusted_is_noted() -> None:
    def trusts(source: str, original: str) -> bool:
        return (source, original) == ("report", "ministry")

    builder = RevisionBuilder(lambda _: "en", TagTable({}), NO_CHECK, trusts)

    def noted(original: str | None) -> bool:
        named = Reference(source=original, source_id="0") if original else None
        draft = ArticleDraft(source="report", source_id="1", headline="h", translation_of=named)
        decision = decide(None, Post.of(draft), NOON)
        assert isinstance(decision, Decision)
        assert decision.state.content is not None
        return builder.revision(draft.id, draft, "live", decision.state.content, NOON)[0].original_trusted

    assert [noted(name) for name in ("ministry", "mayor", "report", None)] == [True, False, False, False]
