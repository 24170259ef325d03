"""Runs the rounds and prints what came of them."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.fanout.measure import Figures, Plan, measure, measure_drops
from bench.fanout.processes import MissingToolError
from bench.fanout.readers import build
from bench.fanout.report import print_drops, print_figures, print_goals
from bench.fanout.servers import Running, nchan, python_app
from newsroom.runtime.process import allow_open_files

_OTHER_FILES = 100  # of a server, beside its readers

Start = Callable[[Path], AbstractContextManager[Running]]

SERVERS: dict[str, Start] = {
    "hub": partial(python_app, "hub"),
    "nchan": nchan,
    "starlette": partial(python_app, "starlette"),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.fanout", description=__doc__)
    parser.add_argument("--connections", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--rounds", type=int, default=5, help="paired rounds; medians are taken over them")
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the events: to see that it runs")
    parser.add_argument(
        "--reconnects", action="store_true", help="only readers that drop and resume, from ours"
    )
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    return parser.parse_args()


def plan_for(connections: int, *, quick: bool) -> Plan:
    """About as many deliveries whatever the connections."""
    share = 1000 / connections / (10 if quick else 1)
    return Plan(
        connections=connections,
        single=max(10, int(300 * share)),
        bursts=max(3, int(30 * share)),
        paced=20 if quick else 30 if connections > 1000 else 100,
        rate=20 if connections <= 1000 else 4,
        drop_seconds=2 if quick else 10,
    )


def turn(name: str, program: Path, plan: Plan) -> Figures | None:
    """One server's turn, or None where it cannot be had here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            with SERVERS[name](Path(folder)) as server:
                return measure(server, program, plan)
        except MissingToolError as missing:
            print(f"left out {name}: {missing}", file=sys.stderr)
            return None


def main() -> None:
    asked = arguments()
    load, open_files = os.getloadavg()[0], allow_open_files()
    print(f"load before: {load:.1f} on {os.cpu_count()} cores" + (" - noisy" if load > 0.5 else ""))
    if max(asked.connections) > open_files - _OTHER_FILES:
        sys.exit(f"cannot run: {open_files} open files are allowed; raise the hard limit (ulimit -Hn)")
    with tempfile.TemporaryDirectory() as folder:
        try:
            kept = _run(asked, build(Path(folder)))
        except MissingToolError as missing:
            sys.exit(f"cannot run: {missing}")
    if asked.json:
        told = {n: {name: [asdict(f) for f in runs] for name, runs in by.items()} for n, by in kept.items()}
        asked.json.write_text(json.dumps(told, indent=1))


def _run(asked: argparse.Namespace, program: Path) -> dict[int, dict[str, list[Figures]]]:
    """Rounds for each number of readers, each followed by drops; prints as it goes."""
    kept: dict[int, dict[str, list[Figures]]] = {}
    for connections in asked.connections:
        plan = plan_for(connections, quick=asked.quick)
        if not asked.reconnects:
            kept[connections] = _rounds(asked.servers, asked.rounds, program, plan)
            print_figures(connections, kept[connections])
            print_goals(kept[connections])
        with tempfile.TemporaryDirectory() as site, SERVERS["hub"](Path(site)) as server:
            print_drops(plan, measure_drops(server, program, plan))
    return kept


def _rounds(names: list[str], rounds: int, program: Path, plan: Plan) -> dict[str, list[Figures]]:
    """Every server once in each round, so that what the machine does meanwhile meets all of them."""
    figures: dict[str, list[Figures]] = {name: [] for name in names}
    for number in range(rounds):
        for name in list(figures) if number % 2 == 0 else list(reversed(figures)):
            one = turn(name, program, plan)
            if one is None:
                del figures[name]
            else:
                figures[name].append(one)
    return figures


if __name__ == "__main__":
    main()
