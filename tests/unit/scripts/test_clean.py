"""`make clean`, in a folder of its own."""

import subprocess
from pathlib import Path

from newsroom.stack.data_folder import folder_lock

MAKEFILE = Path(__file__).parents[3] / "Makefile"


def clean(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", "--file", str(MAKEFILE), "clean"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_refuses_while_a_system_runs_in_the_folder(tmp_path: Path) -> None:
    with folder_lock(tmp_path / ".newsroom"):
        refused = clean(tmp_path)
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0] == (
        "A newsroom runs in .newsroom: stop it first, by Ctrl-C where it was started."
    )
    assert (tmp_path / ".newsroom").exists()


def test_it_removes_the_data_of_one_that_ended(tmp_path: Path) -> None:
    with folder_lock(tmp_path / ".newsroom"):
        pass
    assert clean(tmp_path).returncode == 0
    assert not (tmp_path / ".newsroom").exists()
    assert clean(tmp_path).returncode == 0
