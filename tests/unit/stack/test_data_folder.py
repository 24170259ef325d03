import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from newsroom.stack.data_folder import Keys, folder_lock, keys_of, write_private
from newsroom.stack.errors import StackError


def test_a_private_file_replaces_what_was_there_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_locked_by_one_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with folder_lock(folder), pytest.raises(StackError, match=str(folder)), folder_lock(folder):
        pass
    with folder_lock(folder):
        pass


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = keys_of(tmp_path)
    assert keys_of(tmp_path) == first
    assert len({first.ingest, first.desk, Keys.generate().ingest}) == 3


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    keys_of(tmp_path)
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_keys_in_the_environment_win(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    assert keys.or_from({"NEWSROOM_DESK_KEY": "mine"}) == replace(keys, desk="mine")
    assert keys.or_from({"NEWSROOM_DESK_KEY": ""}) == keys


def test_keys_of_an_earlier_version_are_kept_and_completed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"ingest": "i", "desk": "d"}))
    keys = keys_of(tmp_path)
    assert (keys.ingest, keys.desk) == ("i", "d")
    assert keys.subscriber
    assert keys.secrets
    assert json.loads(path.read_text()) == asdict(keys)


@pytest.mark.parametrize("broken", ["", "[]", '{"ingest": "only"}', "{"])
def test_a_broken_file_is_named_and_left_alone(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(broken)
    with pytest.raises(StackError, match=str(path)):
        keys_of(tmp_path)
    assert path.read_text() == broken
