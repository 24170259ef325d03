"""Names of streams and keys: plain with one partition, with the hash tag of their script with several."""

import re

import pytest

from newsroom.streams.topology import GROUPS, PUBLISH, TRANSLATE, Topology, dead_letter_stream, streams_of

SUBJECTS = [f"{'a' * 25}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz234567"]


def tag(name: str) -> str:
    match = re.search(r"\{(.*?)\}", name)
    assert match is not None, name
    return match[1]


def test_one_partition_has_plain_names() -> None:
    topology = Topology()
    assert topology.physical("story-linked") == ("story-linked",)
    assert topology.key(TRANSLATE, "article", "x") == "newsroom:translate:article:x"
    assert topology.own_key(PUBLISH, "epoch") == "newsroom:publish:epoch"
    assert topology.epochs(PUBLISH) == ("newsroom:publish:epoch",)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_one_script_touches_shares_a_hash_tag(subject: str) -> None:
    topology = Topology(4)
    partition = topology.partition_of(subject)
    stream = topology.stream("article-created", partition)
    numbers = topology.numbers("article-created", subject)
    assert {tag(stream), tag(numbers), tag(topology.key("ingest", "article", subject))} == {str(partition)}
    assert tag(topology.epoch("ingest", partition)) == str(partition)
    assert stream in topology.physical("article-created")


def test_the_live_log_is_one_stream_whatever_the_partitions() -> None:
    topology = Topology(4)
    assert topology.physical("article-published") == ("article-published{0}",)
    assert {topology.partition_in("article-published", subject) for subject in SUBJECTS} == {0}
    assert tag(topology.numbers("article-published", SUBJECTS[0])) == "0"
    assert tag(topology.beside(PUBLISH, "log", SUBJECTS[0])) == "0"


def test_every_partition_is_used_and_every_slot_has_its_epoch() -> None:
    topology = Topology(4)
    assert {topology.partition_of(subject) for subject in SUBJECTS} == {0, 1, 2, 3}
    assert [tag(key) for key in topology.epochs(PUBLISH)] == ["0", "1", "2", "3", "publish"]


def test_a_physical_name_leads_back_to_its_stream() -> None:
    topology = Topology(4)
    assert {topology.logical(name) for name in topology.physical("link-decided")} == {"link-decided"}
    assert topology.logical("link-decided") == "link-decided"


def test_patterns_match_an_owners_keys_and_one_streams_numbers_alone() -> None:
    topology = Topology()
    assert topology.own_key(PUBLISH, "epoch").startswith(topology.own_keys(PUBLISH).rstrip("*"))
    assert topology.all_numbers("article-published") == "newsroom:numbers:article-published[:{]*"


def test_groups_read_their_streams_and_have_their_own_dead_letters() -> None:
    assert set(streams_of(PUBLISH)) == {stream for stream, groups in GROUPS.items() if PUBLISH in groups}
    assert dead_letter_stream("story-linked", PUBLISH) == "story-linked.publish.dead"
