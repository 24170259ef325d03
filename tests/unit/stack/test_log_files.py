from pathlib import Path

import pytest

from newsroom.stack.errors import StackError
from newsroom.stack.log_files import LogFiles, LogLine

JSON = (
    '{"event": "epoch.restored", "owner": "ingest", "level": "warning", "timestamp": "2026-11-28T12:00:00Z"}'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ingest", "publish"):
        (tmp_path / f"{name}.log").write_text("".join(f"{name} {number}\n" for number in range(5)))
    return tmp_path


def texts(lines: list[LogLine]) -> list[str]:
    return [line.text for line in lines]


def test_the_last_lines_of_each_log_are_read_and_then_what_is_appended(folder: Path) -> None:
    files = LogFiles(folder)
    assert texts(files.last(2)) == ["ingest 3", "ingest 4", "publish 3", "publish 4"]
    assert list(files.appended()) == []
    with (folder / "publish.log").open("a") as log:
        log.write("publish 5\nhalf a")
    assert texts(list(files.appended())) == ["publish 5"]
    with (folder / "publish.log").open("a") as log:
        log.write(" line\n")
    assert texts(list(files.appended())) == ["half a line"]


def test_one_service_alone_and_a_log_that_begins_anew(folder: Path) -> None:
    files = LogFiles(folder, ["ingest"])
    assert texts(files.last(1)) == ["ingest 4"]
    (folder / "ingest.log").write_text("new\n")
    assert texts(list(files.appended())) == ["new"]


def test_a_long_log_is_read_from_near_its_end(folder: Path) -> None:
    (folder / "ingest.log").write_text("".join(f"line {number:0100}\n" for number in range(20_000)))
    lines = texts(LogFiles(folder, ["ingest"]).last(20_000))
    assert lines[-1].endswith("19999")
    assert all(line.startswith("line ") for line in lines)
    assert 5_000 < len(lines) < 20_000


def test_a_log_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"no log of nobody: there are those of ingest, publish"):
        LogFiles(folder, ["nobody"])
    with pytest.raises(StackError, match="There are no logs"):
        LogFiles(tmp_path / "absent")


def test_a_line_in_json_is_made_readable_and_any_other_is_as_it_is() -> None:
    assert LogLine("ingest", JSON).readable() == (
        "2026-11-28T12:00:00Z ingest    warning  epoch.restored  owner=ingest"
    )
    assert LogLine("redis", "Ready to accept").readable() == "redis     Ready to accept"
    assert LogLine("mongo", '{"t": 1}').readable() == 'mongo     {"t": 1}'
    assert LogLine("mongo", "{").fields is None
