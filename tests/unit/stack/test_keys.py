from pathlib import Path

import pytest

from newsroom.stack.errors import StackError
from newsroom.stack.keys import Keys, keys_of


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = keys_of(tmp_path)
    assert keys_of(tmp_path) == first
    assert len({first.ingest, first.desk, Keys.generate().ingest}) == 3


def test_only_their_owner_reads_them(tmp_path: Path) -> None:
    keys_of(tmp_path)
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_keys_in_the_environment_win(tmp_path: Path) -> None:
    keys = keys_of(tmp_path)
    assert keys.or_from({"NEWSROOM_DESK_KEY": "mine"}) == Keys(ingest=keys.ingest, desk="mine")
    assert keys.or_from({"NEWSROOM_DESK_KEY": ""}) == keys


@pytest.mark.parametrize("broken", ["", "[]", '{"ingest": "only"}', "{"])
def test_a_broken_file_is_named_and_left_alone(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(broken)
    with pytest.raises(StackError, match=str(path)):
        keys_of(tmp_path)
    assert path.read_text() == broken
