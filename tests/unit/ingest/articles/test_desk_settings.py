"""The desk's settings of sources, as they are applied to posts."""

from ingest.articles.commands import Post, Withdraw
from ingest.articles.desk_settings import QUARANTINED, DeskSettings, SourceSettings
from newsroom.events.articles import ArticleDraft
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import Doubt, DoubtKind, cause_id
from tests.support.articles import id_of

DOUBT = Doubt(DoubtKind.LANGUAGE, "language", "it is Turkish")


def post(source: str, *doubts: Doubt) -> Post:
    draft = ArticleDraft(source=source, source_id="1", headline="Başlık")
    return Post(draft.id, draft, Post.of(draft).content_hash, doubts=doubts)


def settings(**current: object) -> DeskSettings:
    made = DeskSettings(NotImplemented)
    made.current = SourceSettings(**current)  # type: ignore[arg-type]  # as the tests give them
    return made


def test_what_is_answered_is_doubted_no_more_and_is_compared_as_it_was_sent() -> None:
    answers = {cause_id("report", (DOUBT,)): FieldChanges(language="az")}
    asked = post("report", DOUBT)
    [answered] = settings(answers=answers).applied([asked])
    assert isinstance(answered, Post)
    assert (answered.doubts, answered.draft.language) == ((), "az")
    assert answered.content_hash == asked.content_hash


def test_another_question_and_another_source_still_ask() -> None:
    answers = {cause_id("report", (DOUBT,)): FieldChanges()}
    other = Doubt(DoubtKind.DATE, "published_at", "it is far ahead")
    asked = [post("report", DOUBT, other), post("other", DOUBT), post("report", other)]
    assert settings(answers=answers).applied(asked) == asked


def test_all_of_a_source_in_quarantine_is_held_but_its_kills() -> None:
    kill = Withdraw(article_id=id_of("a"), source="report")
    held, free, killed = settings(quarantined=frozenset({"report"})).applied(
        [post("report"), post("other"), kill]
    )
    assert isinstance(held, Post)
    assert held.doubts == (QUARANTINED,)
    assert (free, killed) == (post("other"), kill)
