"""The judge of mirrors: a right one passes, and whatever differs fails by its lesson."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.live import Change, LiveChange, PublicArticle, Tombstone
from newsroom.sandbox.judge import Expected, MirrorItem, expected_mirror, judge
from newsroom.sandbox.lessons import ADVICE, Lesson
from newsroom.sandbox.script import only, reader_script, webhook_script

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
IDS = [letter * 26 for letter in "abcdefg"]


def article(article_id: str, seq: int, headline: str) -> PublicArticle:
    return PublicArticle(
        id=article_id,
        story_id=article_id,
        revision=seq,
        seq=seq,
        language="en",
        headline=headline,
        published_at=NOW,
        updated_at=NOW,
        url="https://news.example/a",
        source="sandbox",
    )


def change(
    article_id: str, seq: int, kind: Change, headline: str = "", *, hides_previous: bool = False
) -> LiveChange:
    tombstone = Tombstone(
        id=article_id, story_id=article_id, revision=seq, seq=seq, language="en", first_published_at=NOW
    )
    shown = tombstone if kind == "withdrawn" else article(article_id, seq, headline or f"Headline {seq}")
    return LiveChange(change=kind, seq=seq, article=shown, hides_previous=hides_previous)


def right(article_id: str, expected: Expected) -> MirrorItem:
    return MirrorItem(
        id=article_id,
        seq=expected.seq,
        change=expected.change,
        first_published_at=expected.first_published_at,
        headlines=tuple(sorted(expected.headlines)),
    )


def complaints(expected: dict[str, Expected], mirror: list[MirrorItem]) -> dict[Lesson, str]:
    lessons = dict(zip(expected, Lesson, strict=False))
    judgements = judge(expected, lessons, mirror, {})
    return {judgement.lesson: judgement.reason for judgement in judgements if judgement.outcome == "failed"}


KINDS = st.sampled_from(["updated", "linked", "unlinked", "withdrawn", "restored"])
LOGS = st.lists(st.tuples(st.sampled_from(IDS), KINDS, st.booleans()), max_size=30)


def log(steps: list[tuple[str, Change, bool]]) -> list[LiveChange]:
    seqs = dict.fromkeys(IDS, 0)
    changes = []
    for article_id, kind, hides in steps:
        seqs[article_id] += 1
        changes.append(
            change(article_id, seqs[article_id], kind, hides_previous=hides and kind != "withdrawn")
        )
    return changes


@given(LOGS, st.randoms())
def test_the_log_itself_is_the_right_mirror_in_any_order_of_its_articles(
    steps: list[tuple[str, Change, bool]], chance: random.Random
) -> None:
    changes = log(steps)
    expected = dict(expected_mirror(changes + changes))  # at least once
    mirror = [right(article_id, item) for article_id, item in expected.items()]
    chance.shuffle(mirror)
    assert complaints(expected, mirror) == {}


@given(LOGS.filter(bool), st.data())
def test_what_is_missing_older_or_twice_fails_its_lesson_alone(
    steps: list[tuple[str, Change, bool]], data: st.DataObject
) -> None:
    expected = dict(expected_mirror(log(steps)))
    lessons = dict(zip(expected, Lesson, strict=False))
    victim = data.draw(st.sampled_from(list(expected)))
    mirror = [right(article_id, item) for article_id, item in expected.items() if article_id != victim]
    item = right(victim, expected[victim])
    wrong = data.draw(
        st.sampled_from(
            [
                [],
                [item, item],
                [item.model_copy(update={"seq": item.seq - 1})],
                [item.model_copy(update={"change": "lost"})],
                [item.model_copy(update={"first_published_at": NOW - timedelta(hours=1)})],
                [item.model_copy(update={"first_published_at": None})],
                [item.model_copy(update={"headlines": (*item.headlines, "Never shown")})],
            ]
        )
    )
    assert list(complaints(expected, [*mirror, *wrong])) == [lessons[victim]]


def test_a_withdrawn_and_a_suppressed_text_may_not_be_kept() -> None:
    withdrawn, suppressed = IDS[0], IDS[1]
    expected = dict(
        expected_mirror(
            [
                change(withdrawn, 1, "published", "Killed"),
                change(suppressed, 1, "published", "Wrong name"),
                change(withdrawn, 2, "withdrawn"),
                change(suppressed, 2, "updated", "Right name", hides_previous=True),
            ]
        )
    )
    kept = [
        right(withdrawn, expected[withdrawn]).model_copy(update={"headlines": ("Killed",)}),
        right(suppressed, expected[suppressed]).model_copy(
            update={"headlines": ("Wrong name", "Right name")}
        ),
    ]
    reasons = complaints(expected, kept)
    assert "“Killed”" in reasons[Lesson.PUBLICATION]
    assert "“Wrong name”" in reasons[Lesson.CORRECTION]
    without_texts = [item.model_copy(update={"headlines": ()}) for item in kept]
    assert complaints(expected, without_texts) == {}


def test_an_earlier_text_may_be_kept_and_todays_must_be_among_them() -> None:
    expected = dict(
        expected_mirror([change(IDS[0], 1, "published", "One"), change(IDS[0], 2, "updated", "Two")])
    )
    both = right(IDS[0], expected[IDS[0]])
    assert set(both.headlines) == {"One", "Two"}
    assert complaints(expected, [both]) == {}
    first = both.model_copy(update={"headlines": ("One",)})
    assert "lacks “Two”" in complaints(expected, [first])[Lesson.PUBLICATION]


def test_what_nobody_sent_fails_the_first_lesson_and_an_untried_one_says_why() -> None:
    stranger = MirrorItem(id=IDS[0], seq=1, change="published")
    judgements = judge({}, {}, [stranger], {Lesson.REPETITION: "not here"})
    outcomes = {judgement.lesson: judgement.outcome for judgement in judgements}
    assert outcomes.pop(Lesson.PUBLICATION) == "failed"
    assert outcomes.pop(Lesson.REPETITION) == "not tried"
    assert set(outcomes.values()) == {"passed"}
    assert set(ADVICE) == set(Lesson)


def test_both_scripts_have_articles_of_every_lesson_but_those_not_tried() -> None:
    for script in (webhook_script("sandbox-1", NOW), reader_script("sandbox-1", NOW)):
        assert {*script.lessons.values(), *script.untried} == set(Lesson)
        assert not set(script.lessons.values()) & set(script.untried)
        awaited = [step.awaited for step in (*script.before, *script.steps) if hasattr(step, "awaited")]
        assert {article_id for changes in awaited for article_id in changes} <= set(script.lessons)


@given(st.sets(st.sampled_from(list(Lesson))))
def test_chosen_lessons_are_played_and_the_others_say_that_they_were_not_asked_for(
    chosen: set[Lesson],
) -> None:
    for whole in (webhook_script("sandbox-1", NOW), reader_script("sandbox-1", NOW)):
        script = only(whole, chosen)
        awaited = [step.awaited for step in (*script.before, *script.steps) if hasattr(step, "awaited")]
        played = {script.lessons[article_id] for changes in awaited for article_id in changes}
        assert played == chosen - set(whole.untried)
        assert set(script.untried) == (set(Lesson) - chosen) | set(whole.untried)
        assert [step for step in whole.steps if step in script.steps] == list(script.steps)
        assert only(whole, set(Lesson)).steps == tuple(whole.steps)
