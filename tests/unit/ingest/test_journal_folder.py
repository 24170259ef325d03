"""Local journals: what is on disk is read back, what a crash left half written is cut off."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.adapters.journal_folder import JournalFile, JournalFolder


def read(journal: JournalFile) -> list[bytes]:
    records, position = list[bytes](), 0
    while True:
        page, position = journal.page(position)
        if not page:
            return records
        records += page


@given(
    groups=st.lists(st.lists(st.binary(max_size=50), min_size=1, max_size=4), min_size=1, max_size=5),
    cut=st.integers(1, 40),
)
def test_a_torn_end_is_cut_off_and_nothing_before_it(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[bytes]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("journals")
    journal = JournalFolder(folder).take()
    for group in groups:
        journal.append(group)
    sent = [record for group in groups for record in group]
    assert read(journal) == sent
    journal.close()
    [file] = folder.glob("*/records")
    with file.open("r+b") as content:
        content.truncate(max(0, file.stat().st_size - cut))
    again = JournalFolder(folder).take()
    assert again.id == journal.id
    kept = read(again)
    assert kept == sent[: len(kept)]
    assert len(kept) < len(sent)
    again.append([b"next"])
    assert read(again) == [*kept, b"next"]
    again.close()


def test_each_replica_has_a_journal_of_its_own(tmp_path: Path) -> None:
    folder = JournalFolder(tmp_path)
    one, other = folder.take(), folder.take()
    assert one.id != other.id
    assert list(folder.adopt()) == []
    one.append([b"promised"])
    one.close()
    [adopted] = folder.adopt()
    assert (adopted.id, read(adopted)) == (one.id, [b"promised"])
    _, end = adopted.page(0)
    assert not adopted.clear(end - 1)
    assert adopted.clear(end)
    adopted.remove()
    other.remove()
    assert list(tmp_path.iterdir()) == []
