"""The pause between batches of what nobody waits for."""

from newsroom.streams.consumer import Pause

PAUSE = Pause(each=0.02, longest=0.25, full=250)


def test_the_more_comes_the_longer_it_is_gathered() -> None:
    assert [PAUSE.after(entries) for entries in (0, 1, 5, 100)] == [0.0, 0.02, 0.1, 0.25]


def test_behind_a_full_batch_more_may_wait_already() -> None:
    assert PAUSE.after(250) == 0.0
