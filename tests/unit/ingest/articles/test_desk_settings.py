"""The desk's settings of sources, as they are applied to posts and to the rules of reading."""

from zoneinfo import ZoneInfo

from ingest.articles.commands import Post, Withdraw
from ingest.articles.desk_settings import QUARANTINED, DeskSettings, SourceSettings
from ingest.content.source_rules import SourceRule, SourceRules
from newsroom.events.articles import ArticleDraft
from newsroom.events.desk import ArticleOrder, FieldChanges
from newsroom.events.holds import Cause, Doubt, DoubtKind, question_of
from tests.support.articles import NOON, id_of

DOUBT = Doubt(DoubtKind.LANGUAGE, "language", "it is Turkish", cause="tr")
ZONE = Doubt(
    DoubtKind.EMBARGO, "embargo_until", "it names no zone", cause=Cause.ZONE, written="2026-11-28T18:00"
)


def post(source: str, *doubts: Doubt) -> Post:
    draft = ArticleDraft(source=source, source_id="1", headline="Başlık")
    return Post(draft.id, draft, Post.of(draft).content_hash, doubts=doubts)


def answer(doubt: Doubt, changes: FieldChanges | None = None) -> dict[str, ArticleOrder]:
    question = question_of("report", doubt)
    order = ArticleOrder(
        article_id=id_of("a"),
        number=1,
        order="release",
        editor="aysel",
        reason="",
        ordered_at=NOON,
        changes=changes,
        cause=question.id,
        question=question,
    )
    return {question.id: order}


def settings(**current: object) -> DeskSettings:
    made = DeskSettings(NotImplemented, SourceRules({}))
    made.current = SourceSettings(**current)  # type: ignore[arg-type]  # as the tests give them
    return made


def test_what_is_answered_is_doubted_no_more_and_is_compared_as_it_was_sent() -> None:
    asked = post("report", DOUBT)
    [answered] = settings(answers=answer(DOUBT, FieldChanges(language="az"))).applied([asked])
    assert isinstance(answered, Post)
    assert (answered.doubts, answered.draft.language) == ((), "az")
    assert answered.content_hash == asked.content_hash


def test_another_question_and_another_source_still_ask() -> None:
    other = Doubt(DoubtKind.DATE, "published_at", "it is far ahead")
    asked = [post("other", DOUBT), post("report", other)]
    applied = settings(answers=answer(DOUBT)).applied([*asked, post("report", DOUBT, other)])
    assert applied == [*asked, post("report", other)]


def test_an_embargo_is_settled_by_an_answer_that_makes_it_certain_alone() -> None:
    asked = post("report", ZONE)
    [answered] = settings(answers=answer(ZONE, FieldChanges(timezone="Asia/Baku"))).applied([asked])
    assert isinstance(answered, Post)
    assert answered.draft.embargo_until is not None
    assert answered.draft.embargo_until.isoformat() == "2026-11-28T14:00:00+00:00"
    assert settings(answers=answer(ZONE)).applied([asked]) == [asked]


def test_a_zone_that_was_answered_is_the_sources_unless_one_is_configured() -> None:
    habits = SourceSettings(answers=answer(ZONE, FieldChanges(timezone="Asia/Baku"))).habits()
    rules = SourceRules({"configured": SourceRule(timezone="Europe/Berlin")})
    rules.learn({**habits, "configured": habits["report"]})
    assert rules.zone("report") == ZoneInfo("Asia/Baku")
    assert rules.zone("configured") == ZoneInfo("Europe/Berlin")
    assert (rules.zone("other"), rules.zone(None)) == (None, None)


def test_a_source_schedules_once_that_was_answered() -> None:
    ahead = Doubt(DoubtKind.DATE, "published_at", "it is ahead", cause=Cause.AHEAD)
    rules = SourceRules({})
    rules.learn(SourceSettings(answers=answer(ahead, FieldChanges(schedules=True))).habits())
    assert (rules.schedules("report"), rules.schedules("other")) == (True, False)


def test_all_of_a_source_in_quarantine_is_held_but_its_kills() -> None:
    kill = Withdraw(article_id=id_of("a"), source="report")
    held, free, killed = settings(quarantined=frozenset({"report"})).applied(
        [post("report"), post("other"), kill]
    )
    assert isinstance(held, Post)
    assert held.doubts == (QUARANTINED,)
    assert (free, killed) == (post("other"), kill)
