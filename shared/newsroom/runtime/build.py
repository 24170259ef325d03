"""Build that runs: the library's version, and the commit where it is known."""

import os
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

COMMIT_VARIABLE = "NEWSROOM_COMMIT"
_DISTRIBUTION = "newsroom"
_GIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Build:
    """Version of the distribution `newsroom`, and the commit it was built from; empty where unknown."""

    version: str
    commit: str = ""

    def __str__(self) -> str:
        return f"{self.version} ({self.commit})" if self.commit else self.version


def build_from_environment() -> Build:
    """The build, with the commit that the image or `newsroom up` names. Asks no other process."""
    return Build(_version(), os.environ.get(COMMIT_VARIABLE, ""))


def build_of_checkout() -> Build:
    """The build, with the commit of the checkout it runs from where the environment names none."""
    build = build_from_environment()
    return build if build.commit else Build(build.version, _commit(Path(__file__).parent))


def _version() -> str:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:  # run from its files alone
        return "unknown"


def _commit(folder: Path) -> str:
    """The short id of the checkout's commit, `+` behind it where files differ; empty outside a checkout."""
    try:
        run = subprocess.run(  # noqa: S603 - words of our own, and no shell
            ["git", "-C", str(folder), "describe", "--always", "--exclude=*", "--dirty=+"],  # noqa: S607 - whichever git there is
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""
