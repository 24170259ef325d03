"""Pauses of automatic linking."""

import pytest

from newsroom.events.desk import LinkingSwitch
from tests.support.articles import NOON
from translate.automatic.pause import Pauses


def switch(scope: str, *, paused: bool) -> LinkingSwitch:
    return LinkingSwitch(scope=scope, number=1, paused=paused, editor="aysel", decided_at=NOON)


@pytest.mark.parametrize(
    ("paused", "categories", "covered"),
    [
        ([], ["energy", None], False),
        (["*"], [None, None], True),
        (["energy"], ["sport", "energy"], True),
        (["energy"], ["sport", None], False),
    ],
)
def test_a_pair_waits_where_either_of_its_categories_is_paused(paused, categories, covered):
    assert Pauses.of(switch(one, paused=True) for one in paused).covers(categories) is covered


def test_what_was_resumed_is_not_paused():
    assert not Pauses.of([switch("energy", paused=False)])
