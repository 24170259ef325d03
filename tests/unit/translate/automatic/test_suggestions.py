"""Suggestions to the desk, revised by new scores."""

from dataclasses import replace

from newsroom.events.stories import Evidence
from tests.support.articles import id_of
from translate.automatic.suggestions import DECLARED, Proposal, revise_suggestions, with_state


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


DECLARATION = Evidence(kind=DECLARED, text="declared by another source")
NAME = Evidence(kind="name", text="Aliyev = Əliyev")


def declared() -> Proposal:
    return replace(proposal(0.5), evidence=(DECLARATION,))


def test_no_score_supersedes_what_an_article_declares():
    [known] = revise_suggestions([declared()], {})
    assert revise_suggestions([proposal(0.1, waits=False)], {known.id: known}) == []
    [scored] = revise_suggestions([replace(proposal(0.7), evidence=(NAME,))], {known.id: known})
    assert (scored.score, scored.evidence) == (0.7, (DECLARATION, NAME))


def test_a_declaration_joins_what_the_matcher_found():
    [known] = revise_suggestions([replace(proposal(0.7), evidence=(NAME,))], {})
    [both] = revise_suggestions([declared()], {known.id: known})
    assert (both.number, both.score, both.evidence) == (2, 0.7, (DECLARATION, NAME))
    assert revise_suggestions([declared()], {known.id: both}) == []


def test_a_declared_pair_that_was_overtaken_is_no_score_s_to_revive():
    [known] = revise_suggestions([declared()], {})
    overtaken = with_state(known, "superseded")
    assert revise_suggestions([proposal(0.1, waits=False)], {known.id: overtaken}) == []
    [back] = revise_suggestions([declared()], {known.id: overtaken})
    assert (back.state, back.number) == ("waiting", 3)
