"""System libraries that the packaged mongod needs and a bare Debian lacks: installed, or else named.

`python -m newsroom.stack.mongod_libraries` is the last step of `make install`.
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
APT_LIMITS = ("-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3")


def ensure_mongod_runs() -> Path:
    """Path of a working mongod. Installs missing libraries if it may, else raises StackError with advice."""
    mongod = binaries.mongod()
    failure = start_failure(mongod)
    if failure is not None and may_install():
        install(PACKAGES)
        failure = start_failure(mongod)
    if failure is not None:
        raise StackError(advice(failure))
    return mongod


def start_failure(program: Path) -> str | None:
    """None if the program prints its version, else its error output."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:  # built for another machine
        return str(error)
    return None if run.returncode == 0 else run.stderr.strip()


def may_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> None:
    """Installs Debian's packages of these names; a failure shows when the caller tries again."""
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "-qq", *APT_LIMITS, *arguments],  # noqa: S607 - whichever the system has
            env={**os.environ, **APT_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )


def advice(failure: str) -> str:
    """One sentence of advice for a mongod that failed with `failure`."""
    if library := re.search(r"loading shared libraries: (\S+?):", failure):
        wanted = " ".join(PACKAGES)
        return (
            f"mongod lacks {library[1]}: run `apt-get install {wanted}` as root (elsewhere than on Debian, "
            "whatever holds them), or set MONGO_URL to a server of yours."
        )
    return f"mongod does not run here ({failure}): install one, or set MONGO_URL to a server of yours."


def main() -> None:
    try:
        ensure_mongod_runs()
    except StackError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
