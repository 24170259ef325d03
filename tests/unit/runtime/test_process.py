"""In processes of their own: limits and the collector are the whole process's."""

import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from newsroom.runtime.process import composing, writable_folder


def run(shell: str, program: str) -> str:
    command = ["sh", "-c", f'{shell}; exec "$0" -c "$1"', sys.executable, program]
    return subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout.strip()


LIMITS = (
    "import resource; from newsroom.runtime.process import raise_open_file_limit as allow;"
    "print(allow(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
)


def test_as_many_files_may_be_open_as_the_system_allows() -> None:
    assert run("ulimit -Sn 300; ulimit -Hn 700", LIMITS) == "700 700 700"
    assert run("ulimit -Sn 700; ulimit -Hn 700", LIMITS) == "700 700 700"


def test_what_was_built_before_serving_is_not_looked_through_again() -> None:
    program = "import gc; from newsroom.runtime import process; process.freeze_garbage_collector();"
    assert int(run(":", f"{program} print(gc.get_freeze_count())")) > 1000


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "/nofile"), "/nofile: No such file or directory"),
        (ValueError("two\n  lines"), "two lines"),
        (ZoneInfoNotFoundError("No time zone found with key Mars"), "No time zone found with key Mars"),
    ],
)
def test_what_cannot_be_used_at_the_start_is_one_line(error: Exception, said: str) -> None:
    with pytest.raises(SystemExit) as end, composing():
        raise error
    assert end.value.code == f"cannot start: {said}"


def test_a_folder_is_made_and_one_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    writable_folder(tmp_path / "new" / "folder", "NEWSROOM_FOLDER")
    assert (tmp_path / "new" / "folder").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as end:
        writable_folder(tmp_path / "file" / "folder", "NEWSROOM_FOLDER")
    assert str(end.value.code).startswith(
        f"NEWSROOM_FOLDER: {tmp_path}/file/folder cannot be written (Not a dir"
    )
