"""Suggestions to the desk, revised by new scores."""

from tests.support.articles import id_of
from translate.automatic.suggestions import Proposal, revise_suggestions, with_state


def proposal(score: float = 0.6, *, waits: bool = True) -> Proposal:
    return Proposal(id_of("a"), id_of("b"), ("en", "az"), score, (), waits)


def test_a_doubtful_pair_waits():
    [suggestion] = revise_suggestions([proposal()], {})
    assert (suggestion.state, suggestion.number, suggestion.score) == ("waiting", 1, 0.6)


def test_a_pair_that_need_not_wait_is_never_proposed():
    assert revise_suggestions([proposal(waits=False)], {}) == []


def test_the_same_word_twice_says_nothing():
    [known] = revise_suggestions([proposal()], {})
    assert revise_suggestions([proposal(0.601)], {known.id: known}) == []


def test_a_newcomer_re_scores_one_that_waits():
    [known] = revise_suggestions([proposal()], {})
    [again] = revise_suggestions([proposal(0.4)], {known.id: known})
    assert (again.state, again.number, again.score) == ("waiting", 2, 0.4)


def test_a_pair_that_was_overtaken_leaves_the_queue_and_may_come_back():
    [known] = revise_suggestions([proposal()], {})
    [overtaken] = revise_suggestions([proposal(waits=False)], {known.id: known})
    assert overtaken.state == "superseded"
    [back] = revise_suggestions([proposal()], {known.id: overtaken})
    assert (back.state, back.number) == ("waiting", 3)


def test_what_the_desk_decided_never_waits_again():
    [known] = revise_suggestions([proposal()], {})
    for state in ("accepted", "rejected"):
        assert revise_suggestions([proposal(0.9)], {known.id: with_state(known, state)}) == []
