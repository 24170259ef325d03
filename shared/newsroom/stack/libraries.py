"""The system libraries that the packaged mongod needs and a bare Debian lacks: installed, or else named.

`python -m newsroom.stack.libraries` is the end of `make install`.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from newsroom.stack import binaries
from newsroom.stack.errors import StackError

PACKAGES = ("libcurl4", "libssl3")  # Debian's names for what mongod links to
APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive"}
PATIENCE = ("-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3")


def ensure_mongod_runs() -> Path:
    """The mongod to use. Installs what it lacks if we may, else raises StackError with what to do."""
    mongod = binaries.mongod()
    complaint = why_not_running(mongod)
    if complaint is not None and may_install():
        install(PACKAGES)
        complaint = why_not_running(mongod)
    if complaint is not None:
        raise StackError(advice(complaint))
    return mongod


def why_not_running(program: Path) -> str | None:
    """None if the program can tell its version, else what it said instead."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:  # built for another machine
        return str(error)
    return None if run.returncode == 0 else run.stderr.strip()


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Debian's packages of these names; whoever calls tries anew what lacked them."""
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "-qq", *PATIENCE, *arguments],  # noqa: S607 - whichever the system has
            env={**os.environ, **APT_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def advice(complaint: str) -> str:
    """One sentence for somebody whose mongod said `complaint`."""
    if library := re.search(r"loading shared libraries: (\S+?):", complaint):
        wanted = " ".join(PACKAGES)
        return (
            f"mongod lacks {library[1]}: run `apt-get install {wanted}` as root (elsewhere than on Debian, "
            "whatever holds them), or set MONGO_URL to a server of yours."
        )
    return f"mongod does not run here ({complaint}): install one, or set MONGO_URL to a server of yours."


def main() -> None:
    try:
        ensure_mongod_runs()
    except StackError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
