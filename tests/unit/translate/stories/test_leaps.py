"""Numbers of an epoch begin above all that an earlier one gave, of what was never restored too."""

from newsroom.stores.epoch import STRIDE
from tests.support.articles import id_of, revision
from tests.unit.translate.desk.support import ACT
from translate.desk.link_decisions import reject
from translate.stories.commit import plan
from translate.stories.graph import Node


def blank(*names: str, epoch: str) -> dict[str, Node]:
    return {id_of(name): Node(id=id_of(name), read_under=epoch) for name in names}


def test_a_story_that_is_new_in_a_later_epoch_has_numbers_of_that_epoch() -> None:
    [first] = plan(blank("en", epoch="0.d"), [revision("en")]).snapshots
    [later] = plan(blank("en", epoch="2.d"), [revision("en")]).snapshots
    assert (first.version, first.articles["en"].membership) == (1, 1)
    assert (later.version, later.articles["en"].membership) == (2 * STRIDE + 1, 2 * STRIDE + 1)


def test_what_was_restored_goes_on_above_the_leap() -> None:
    before = plan(blank("en", "az", epoch="0.d"), [revision("en"), revision("az", "az")]).written
    nodes = {node.id: node.model_copy(update={"read_under": "1.d"}) for node in before.values()}
    snapshots = plan(nodes, [revision("az", "az", number=2, original="en")]).snapshots
    assert {story.version for story in snapshots} == {STRIDE + 1}


def test_an_editors_decision_leaps_too() -> None:
    nodes = blank("en", "az", epoch="1.d")
    [decision] = reject(nodes, id_of("en"), id_of("az"), ACT)
    assert decision.number == STRIDE + 1
