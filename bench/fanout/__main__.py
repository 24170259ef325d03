"""Runs the rounds and prints what came of them."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.fanout.measure import Figures, Plan, Read, measure, measure_drops, read_by
from bench.fanout.processes import MissingToolError
from bench.fanout.readers import build
from bench.fanout.report import print_drops, print_figures, print_goals
from bench.fanout.servers import Running, nchan, python_app
from newsroom.runtime.process import raise_open_file_limit

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


def a_round(names: Sequence[str], program: Path, plan: Plan) -> dict[str, Figures]:
    """All servers up at once, each with its readers; those that cannot be had here are left out."""
    with ExitStack() as stack:
        servers: dict[str, Read] = {}
        for name in names:
            try:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                server = stack.enter_context(SERVERS[name](folder))
            except MissingToolError as missing:
                print(f"left out {name}: {missing}", file=sys.stderr)
                continue
            servers[name] = stack.enter_context(read_by(server, program, plan.connections))
        return measure(servers, plan)


def main() -> None:
    asked = arguments()
    load, open_files = os.getloadavg()[0], raise_open_file_limit()
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
    """The figures of each server, one a round."""
    figures: dict[str, list[Figures]] = {}
    for number in range(rounds):
        order = names if number % 2 == 0 else names[::-1]
        for name, one in a_round(order, program, plan).items():
            figures.setdefault(name, []).append(one)
    return {name: figures[name] for name in names if name in figures}


if __name__ == "__main__":
    main()
