"""The whole system under random histories and faults: what it shows is what the model says."""

import os
import random
import time
from pathlib import Path

import pytest

from tests.oracle.histories import LARGE, STEADY, Size, history
from tests.oracle.operations import History
from tests.oracle.run import Tally, ViolationError, check
from tests.oracle.shrinking import shrunk

_SHRINKING = 240.0  # seconds
_SETTLED = 30.0  # seconds in which a smaller history must be as it should


def checked(seed: int, size: Size, folder: Path) -> Tally:
    """The tally of a seed's run; fails with the history that a seed gives, made smaller."""
    whole, runs = history(seed, size), iter(range(1_000_000))
    try:
        return check(whole, folder / "whole")
    except ViolationError as violation:
        print(violation, flush=True)  # noqa: T201 - before it is made smaller, which takes minutes
        deadline = time.monotonic() + _SHRINKING
        found = [violation]

        def fails(smaller: History) -> bool:
            try:
                check(smaller, folder / f"smaller-{next(runs)}", _SETTLED)
            except ViolationError as again:
                found.append(again)
                return True
            return False

        least = shrunk(whole, fails, lambda: time.monotonic() > deadline)
        raise ViolationError(f"seed {seed}: {found[0]}\n\nshrunk: {found[-1]}\n{least}") from violation


@pytest.mark.timeout(1200)
def test_every_output_is_as_the_model_says(tmp_path: Path) -> None:
    checked(1, STEADY, tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_random_histories(tmp_path: Path) -> None:
    """From `SEED` on, one after another, for `MINUTES`; without a seed from a random one."""
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
    deadline = time.monotonic() + 60 * float(os.environ.get("MINUTES") or 10)
    while True:
        print(f"seed {seed}", flush=True)  # noqa: T201 - which one hung, should it hang
        tally = checked(seed, LARGE, tmp_path / str(seed))
        print(f"seed {seed}: {tally}", flush=True)  # noqa: T201 - how much a long run has shown
        if time.monotonic() > deadline:
            return
        seed += 1
