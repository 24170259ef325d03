"""The model by the contract's own sentences."""

from tests.oracle.comparison import out_of_order
from tests.oracle.histories import SMALL, history
from tests.oracle.model import Answer, Model, id_of
from tests.oracle.operations import Content, EndHold, Link, Name, Order, Post, Restore, Unlink, Withdraw
from tests.oracle.outputs import LoggedEvent

EN, AZ, RU = (Name("oracle", f"a/{language}") for language in ("en", "az", "ru"))
OTHER = Name("oracle", "b/ru")
FIRST, SECOND = Content("first", "en", 10), Content("second", "en", 10)
TRANSLATION = Content("translation", "az", 5, original=EN)


def told(model: Model, *operations: Post | Withdraw | Restore) -> list[tuple[str, int]]:
    """The answers, as (status or code, revision)."""
    answers = [model.apply(operation) for operation in operations]
    return [(answer.status or str(answer.code), answer.revision) for answer in answers]


def test_an_id_is_what_the_contract_says() -> None:
    assert id_of(Name("report", "2026-02-27/1933")) == "3zpmrse6cub7lmm4eotpjyofp5"


def test_resends_and_stale_ones_change_nothing() -> None:
    model = Model()
    assert told(
        model,
        Post(EN, FIRST),
        Post(EN, FIRST),
        Post(EN, SECOND),
        Post(EN, FIRST),
        Post(EN, FIRST, revert=True),
    ) == [("created", 1), ("unchanged", 1), ("updated", 2), ("stale", 2), ("updated", 3)]


def test_a_version_that_is_not_newer_is_stale() -> None:
    model = Model()
    assert told(model, Post(EN, FIRST, 2), Post(EN, SECOND, 2), Post(EN, SECOND, 3)) == [
        ("created", 1),
        ("stale", 1),
        ("updated", 2),
    ]


def test_a_withdrawal_before_its_article_holds_until_the_restoration() -> None:
    model = Model()
    assert told(model, Restore(EN), Withdraw(EN), Post(EN, FIRST), Withdraw(EN)) == [
        ("404", 0),
        ("withdrawn", 1),
        ("withdrawn", 2),
        ("withdrawn", 2),
    ]
    assert model.expected()[id_of(EN)].code == 410
    assert model.forbidden() == {"first"}
    assert told(model, Restore(EN)) == [("restored", 3)]
    assert model.expected()[id_of(EN)].revisions == ((2, "first"), (3, "first"))
    assert model.forbidden() == set()


def test_an_embargo_governs_the_first_publication_only() -> None:
    model = Model()
    embargoed = Content("embargoed", "en", 10, embargo="long")
    assert told(model, Post(EN, embargoed)) == [("created", 1)]
    assert (model.expected()[id_of(EN)].code, model.forbidden()) == (404, {"embargoed"})
    assert told(model, Post(EN, FIRST), Post(EN, Content("again", "en", 10, embargo="long"))) == [
        ("updated", 2),
        ("409", 0),
    ]


def test_an_editor_lifts_an_embargo_for_good() -> None:
    model = Model()
    embargoed = Content("embargoed", "en", 10, embargo="long")
    told(model, Post(EN, embargoed))
    model.apply(Order(EN, "lift-embargo"))
    assert (model.expected()[id_of(EN)].code, model.forbidden()) == (200, set())
    assert told(model, Post(EN, embargoed)) == [("unchanged", 2)]


def test_a_suppression_hides_what_was_before_it_for_good() -> None:
    model = Model()
    told(model, Post(EN, FIRST), Post(EN, Content("hiding", "en", 10, suppress=True)), Post(EN, SECOND))
    assert model.expected()[id_of(EN)].revisions == ((2, "hiding"), (3, "second"))
    assert model.forbidden() == {"first"}


def test_a_held_correction_leaves_the_public_revision_up() -> None:
    model = Model()
    told(model, Post(EN, FIRST), Post(EN, SECOND, doubtful=True))
    assert model.expected()[id_of(EN)].revision == 1
    assert model.forbidden() == {"second"}
    assert model.apply(EndHold(EN, "release")) == Answer(200)
    assert model.expected()[id_of(EN)].revision == 2
    told(model, Post(EN, Content("third", "en", 10), doubtful=True))
    model.apply(EndHold(EN, "discard"))
    assert (model.articles[EN].standing, model.forbidden()) == ("discarded", {"third"})


def test_translations_are_one_story_whatever_comes_first() -> None:
    for posts in ([Post(EN, FIRST), Post(AZ, TRANSLATION)], [Post(AZ, TRANSLATION), Post(EN, FIRST)]):
        model = Model()
        told(model, *posts)
        assert model.expected()[id_of(EN)].variants == {"az": id_of(AZ)}
        told(model, Withdraw(AZ))
        assert model.expected()[id_of(EN)].variants == {}


def test_an_editor_moves_an_article_for_good() -> None:
    model = Model()
    told(model, Post(EN, FIRST), Post(AZ, TRANSLATION), Post(OTHER, Content("alone", "ru", 10)))
    model.apply(Link(OTHER, EN))
    assert set(model.expected()[id_of(EN)].variants) == {"az", "ru"}
    model.apply(Unlink(AZ))
    told(model, Post(AZ, Content("corrected", "az", 5, original=EN)))
    assert set(model.expected()[id_of(EN)].variants) == {"ru"}
    model.apply(Order(OTHER, "withdraw"))
    assert model.expected()[id_of(OTHER)].code == 410


def test_a_stub_redirects_to_the_full_article_that_takes_its_place() -> None:
    model = Model()
    stub = Content("stub", "ru", 5, is_stub=True, original=EN)
    told(model, Post(EN, FIRST), Post(RU, stub), Post(OTHER, Content("full", "ru", 1, original=EN)))
    assert model.expected()[id_of(RU)].yields_to == id_of(OTHER)
    assert model.expected()[id_of(EN)].variants == {"ru": id_of(OTHER)}


def test_a_seed_is_one_history() -> None:
    assert history(7, SMALL) == history(7, SMALL)
    assert history(7, SMALL) != history(8, SMALL)


def test_what_is_said_twice_or_goes_back_is_seen() -> None:
    events = [LoggedEvent(f"{at}-0", "", "a", seq, "updated", {}, "") for at, seq in ((1, 1), (2, 3), (3, 2))]
    assert list(out_of_order(events)) == ["a: seq 2 after 3"]
    assert list(out_of_order([events[1], events[0]])) == ["a: seq 1 after 3", "cursors go back or repeat"]
