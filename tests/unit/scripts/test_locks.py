import re
from pathlib import Path

import pytest

LOCKS = sorted((Path(__file__).resolve().parents[3] / "requirements").glob("*.txt"))
PINNED = re.compile(r"[a-z0-9-]+==[^ ]+( ; [^\\]+)? \\")
HASHED = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_names_versions_and_hashes_only(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    assert lines
    assert [line for line in lines if not PINNED.fullmatch(line) and not HASHED.fullmatch(line)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_our_own_library_comes_from_no_index(lock: Path) -> None:
    assert not re.search(r"^newsroom", lock.read_text(), re.MULTILINE)


def test_there_is_one_for_each_deployable_and_for_development() -> None:
    assert {lock.stem for lock in LOCKS} == {
        "ingest",
        "translate",
        "publish",
        "build",
        "audit",
        "docs",
        "dev",
    }
