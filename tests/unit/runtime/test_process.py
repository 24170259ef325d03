"""In processes of their own: limits and the collector are the whole process's."""

import subprocess
import sys


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
