"""Runs the rounds and prints what came of them."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.fanout.processes import MissingToolError
from bench.reads.servers import FEED, PAGE, Server, Servers, servers
from bench.reads.tools import Asking, Load, ask, program

Ask = Callable[..., Asking]
Rounds = dict[str, list[Asking]]


@dataclass(frozen=True, slots=True)
class Goal:
    """The least median of paired ratios."""

    ours: str
    other: str
    least: float


GOALS = [
    Goal("publish: feed", "nginx: the same file", 0.4),
    Goal("publish: feed", "FastAPI + MongoDB: feed", 12),
]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reads", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="paired rounds; medians are taken over them")
    parser.add_argument("--seconds", type=int, default=3, help="of each server's turn")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--stories", type=int, default=300, help="in three languages each")
    parser.add_argument("--quick", action="store_true", help="two short rounds: to see that it runs")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    return parser.parse_args()


def turns(there: Servers) -> dict[str, tuple[Server, str, Sequence[str]]]:
    """What is asked of whom, with which headers."""
    return {
        "publish: feed": (there.publish, FEED, ()),
        "nginx: the same file": (there.nginx, "/feed.json", ()),
        "FastAPI + MongoDB: feed": (there.plain, FEED, ()),
        "publish: feed, 304": (there.publish, FEED, (f"If-None-Match: {there.tag}",)),
        "publish: feed, gzip": (there.publish, FEED, ("Accept-Encoding: gzip",)),
        "publish: front page": (there.publish, PAGE, ()),
        "nginx: the same page": (there.nginx, "/page.html", ()),
    }


def measure(asking: Ask, there: Servers, rounds: int) -> Rounds:
    """Every turn once in each round, so that what the machine does meanwhile meets all of them."""
    kept: Rounds = {name: [] for name in turns(there)}
    for number in range(rounds):
        order = list(turns(there).items())
        for name, (server, path, headers) in order if number % 2 == 0 else reversed(order):
            kept[name].append(asking(f"{server.url}{path}", server.pid, headers))
    return kept


def print_figures(kept: Rounds) -> None:
    """A table of medians."""
    rounds = len(next(iter(kept.values())))
    print(f"\n{'medians of ' + str(rounds) + ' rounds':26}{'requests/s':>12}{'p99 ms':>9}{'CPU us each':>13}")
    for name, runs in kept.items():
        rate, p99, cpu = (median(getattr(one, figure) for one in runs) for figure in ("rate", "p99", "cpu"))
        print(f"{name:26}{rate:12,.0f}{p99:9.1f}{cpu:13.1f}")


def print_goals(kept: Rounds) -> None:
    """Each goal with the median of its paired ratios, and their range."""
    print()
    for goal in GOALS:
        pairs = zip(kept[goal.ours], kept[goal.other], strict=True)
        ratios = sorted(ours.rate / other.rate for ours, other in pairs)
        verdict = "met" if median(ratios) >= goal.least else "MISSED"
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        print(
            f"{verdict:6} {goal.ours}: {median(ratios):.2f} of {goal.other} ({spread}; goal >= {goal.least})"
        )


def main() -> None:
    asked = arguments()
    load = Load(asked.connections, 1 if asked.quick else asked.seconds)
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        try:
            asking = partial(ask, program("wrk", "wrk"), load)
            with servers(Path(folder), 50 if asked.quick else asked.stories) as there:
                kept = measure(asking, there, 2 if asked.quick else asked.rounds)
        except MissingToolError as missing:
            sys.exit(f"cannot run: {missing}")
    print_figures(kept)
    print_goals(kept)
    if asked.json:
        told = {name: [asdict(one) for one in runs] for name, runs in kept.items()}
        asked.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
