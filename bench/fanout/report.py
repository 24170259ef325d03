"""Medians, ratios of paired rounds, and the goals they are held to."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.fanout.measure import Figures, Plan
from bench.fanout.readers import Stats

Figure = Callable[[Figures], float]

COLUMNS: dict[str, Figure] = {
    "1 by 1: deliveries/s": lambda f: f.single_rate,
    "CPU us each": lambda f: f.single_cpu,
    "bursts: deliveries/s": lambda f: f.burst_rate,
    "CPU us each ": lambda f: f.burst_cpu,
    "p50 ms": lambda f: f.paced_p50,
    "p99 ms": lambda f: f.paced_p99,
    "kB/connection": lambda f: f.memory,
    "gaps": lambda f: f.gaps,
    "repeats": lambda f: f.repeats,
}


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on the median of ratios to another server."""

    other: str
    what: str
    figure: Figure
    bound: float
    at_least: bool = False


GOALS = [
    Goal("nchan", "CPU a delivery, one by one", lambda f: f.single_cpu, 0.8),
    Goal("nchan", "p99 of the delay", lambda f: f.paced_p99, 1.0),
    Goal(
        "nchan",
        "deliveries a second in bursts of 32, by coalescing",
        lambda f: f.burst_rate,
        8,
        at_least=True,
    ),
    Goal("nchan", "memory a connection", lambda f: f.memory, 0.5),
    Goal("starlette", "CPU a delivery, one by one", lambda f: f.single_cpu, 0.2),
]


def print_figures(connections: int, figures: dict[str, list[Figures]]) -> None:
    """A table of medians."""
    rounds = max((len(runs) for runs in figures.values()), default=0)
    print(f"\n{connections} readers, medians of {rounds} rounds")
    print("  ".join(["server".ljust(10), *COLUMNS]))
    for name, runs in figures.items():
        cells = [f"{median(map(figure, runs)):,.1f}".rjust(len(title)) for title, figure in COLUMNS.items()]
        print("  ".join([name.ljust(10), *cells]))


def print_goals(figures: dict[str, list[Figures]]) -> None:
    """Each goal with the median of its paired ratios, and their range."""
    for goal in GOALS:
        pairs = list(zip(figures.get("hub", []), figures.get(goal.other, []), strict=False))
        if not pairs:
            continue
        ratios = sorted(goal.figure(ours) / goal.figure(theirs) for ours, theirs in pairs)
        middle = median(ratios)
        met = middle >= goal.bound if goal.at_least else middle <= goal.bound
        sign = ">=" if goal.at_least else "<="
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        verdict = "met" if met else "MISSED"
        print(f"{verdict:6} {goal.what}: {middle:.2f} of {goal.other}'s ({spread}; goal {sign} {goal.bound})")


def print_drops(plan: Plan, stats: Stats) -> None:
    """What resuming readers missed or got twice."""
    verdict = "met" if not stats.gaps and not stats.repeats else "MISSED"
    print(
        f"{verdict:6} {stats.resumes} resumes at {plan.drop_rate} a second: "
        f"{stats.deliveries} deliveries, {stats.gaps} gaps, {stats.repeats} repeats"
    )
