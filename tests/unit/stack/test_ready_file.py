import json
from pathlib import Path

import pytest

from newsroom.stack import ready_file
from newsroom.stack.errors import StackError
from newsroom.stack.ready_file import ReadyFiles, RunningSystem

SYSTEM = RunningSystem(
    publish="http://127.0.0.1:8000",
    ingest="http://127.0.0.1:8001",
    translate="http://127.0.0.1:8002",
    redis="redis://127.0.0.1:8003/0",
    mongo="mongodb://127.0.0.1:8004/newsroom",
    ingest_key="i",
    desk_key="d",
    subscriber_key="s",
    pids={"ingest": 1, "translate": 2, "publish": 3, "redis": 4, "mongo": 5},
)
CONTRACT = {
    *("publish", "ingest", "translate", "redis", "mongo", "pids"),
    *("ingest_key", "desk_key", "subscriber_key"),
}


def test_the_file_has_the_contracts_fields_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ready.json"
    SYSTEM.write(path)
    assert set(json.loads(path.read_text())) == CONTRACT
    assert ready_file.read(path) == SYSTEM


def test_every_file_is_there_while_the_system_is_up(tmp_path: Path) -> None:
    paths = [tmp_path / "one.json", tmp_path / "two.json"]
    paths[0].write_text("left by a run that was killed")
    files = ReadyFiles(paths)
    assert not any(path.exists() for path in paths)
    files.write(SYSTEM)
    assert [ready_file.read(path) for path in paths] == [SYSTEM, SYSTEM]
    files.remove()
    assert not any(path.exists() for path in paths)


def test_it_stays_true_when_a_process_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    files = ReadyFiles([path])
    files.update_pid("redis", 40)  # before all is ready there is nothing to update
    assert not path.exists()
    files.write(SYSTEM)
    files.update_pid("translate", 20)
    assert ready_file.read(path).pids == {**SYSTEM.pids, "translate": 20}


def test_no_file_means_that_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="newsroom up"):
        ready_file.read(tmp_path / "ready.json")


def test_a_foreign_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text('{"port": 8000}')
    with pytest.raises(StackError, match=str(path)):
        ready_file.read(path)
