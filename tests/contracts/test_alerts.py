"""Alerts under Prometheus' own engine: a quiet week pages nobody, each fault raises one alert in two minutes.

Where promtool is absent they skip: it is in Debian's package `prometheus`.
"""

import math
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
RULES = ROOT / "ops/prometheus/alerts.yml"
PROMTOOL = shutil.which("promtool")
SECONDS = 15  # between samples, as in prometheus.yml
BEFORE = 15 * 60 // SECONDS  # samples before the fault
UNTIL = 2 * 60 // SECONDS  # the fault's samples until its alert is due
LATER = 8 * 60 // SECONDS  # it is the only one still
WEEK = 7 * 24 * 60  # samples of the quiet week, one a minute
FIRING = 'ALERTS{alertstate="firing", alertname!="Watchdog"}'
BY_ALERT = f"count by (alertname, severity) ({FIRING})"
SERVICES = ("ingest", "translate", "publish")
GROUPS = {
    "article-created": ("translate", "translate-match", "publish"),
    "article-updated": ("translate", "translate-match", "publish"),
    "article-withdrawn": ("translate", "translate-match", "publish"),
    "article-ordered": ("ingest", "publish"),
    "document-received": ("publish-receipts",),
    "article-published": ("archive",),
}
EMITTERS = {"article-ordered": "translate", "article-published": "publish"}  # the others: ingest

pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="promtool is absent: Debian's package prometheus")

Level = Callable[[int], float | None]
"""A series: its value at each sample, None where it is not there."""


def run(*words: str) -> None:
    run = subprocess.run(
        [PROMTOOL or "promtool", *words], check=False, capture_output=True, text=True, timeout=300
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-4000:]


def always(value: float) -> Level:
    return lambda _: value


def by_day(mean: float, samples_a_day: int) -> Level:
    """What is busy by day and all but still at night."""
    return lambda at: round(mean * (1.05 + math.sin(2 * math.pi * at / samples_a_day)), 3)


def counter(rate: Level, *, restart: int | None = None) -> Level:
    """A counter that grows by `rate` a sample, and begins anew at a restart."""
    sums = [0.0]

    def total(at: int) -> float:
        while len(sums) <= at:
            grown = (rate(len(sums)) or 0) + (0 if len(sums) == restart else sums[-1])
            sums.append(round(grown, 3))
        return sums[at]

    return total


def oldest(stream: str, group: str, service: str) -> str:
    return series("newsroom_group_oldest_seconds", service, stream=stream, group=group)


def series(name: str, job: str, **labels: str) -> str:
    pairs = {"job": job, "instance": f"{job}:8000", **labels}
    matched = ", ".join(f'{label}="{value}"' for label, value in pairs.items())
    return f"{name}{{{matched}}}"


def quiet(samples_a_day: int) -> dict[str, Level]:
    """A system that is well, with the backlogs of seconds, refusals and slow readers of every day."""
    levels: dict[str, Level] = {}
    for job in SERVICES:
        levels[series("up", job)] = always(1)
        levels[series("newsroom_ready", job)] = always(1)
    for stream, groups in GROUPS.items():
        for group in groups:
            levels[oldest(stream, group, EMITTERS.get(stream, "ingest"))] = by_day(3, samples_a_day)
    received = "newsroom_articles_received_total"
    levels[series(received, "ingest", status="created")] = counter(by_day(5, samples_a_day))
    levels[series(received, "ingest", status="refused")] = counter(by_day(0.1, samples_a_day))
    levels[series("newsroom_redis_used_bytes", "ingest")] = by_day(0.3, samples_a_day)
    levels[series("newsroom_redis_limit_bytes", "ingest")] = always(1)
    levels[series("newsroom_keys_readable", "ingest")] = always(1)
    levels[series("newsroom_logins_failed_total", "translate")] = counter(by_day(0.05, samples_a_day))
    levels[series("newsroom_live_acts_total", "publish", act="evicted")] = counter(always(0.1))
    for store in ("redis", "mongo"):
        levels[series("newsroom_clock_skew_seconds", "publish", store=store)] = always(0.01)
    for source in ("report", "apa"):
        levels[series("newsroom_source_silent", "ingest", source=source)] = always(0)
        levels[series("newsroom_source_failures", "ingest", source=source)] = lambda at: at % 3
    for name, value in (("avail", 6e10), ("size", 1e11)):
        disk = series(f"node_filesystem_{name}_bytes", "node", mountpoint="/", fstype="ext4")
        levels[disk] = always(value)
    return levels


def after(normal: float | None, fault: Callable[[int], float | None]) -> Level:
    """`normal` until the fault, then what `fault` says of the samples since."""
    return lambda at: normal if at < BEFORE else fault(at - BEFORE)


def gone(at: int) -> None:
    """No sample: the process, or its name in Docker's DNS, is not there."""


def stuck(at: int) -> float:
    """The age of an entry that nobody finishes."""
    return float(at * SECONDS)


def down(job: str) -> dict[str, Level]:
    """A service whose containers are gone, with all that it exported and what waits for it elsewhere."""
    of_it = {name: after(normal(0), gone) for name, normal in quiet(5760).items() if f'job="{job}"' in name}
    waiting = {
        oldest(stream, group, EMITTERS.get(stream, "ingest")): after(0, stuck)
        for stream, groups in GROUPS.items()
        for group in groups
        if group.startswith(job) and EMITTERS.get(stream, "ingest") != job
    }
    return {**of_it, **waiting}


def first(name: str, job: str, **labels: str) -> dict[str, Level]:
    """A counter that is not there before its first count."""
    return {series(name, job, **labels): after(None, lambda _: 1)}


def at_once(name: str, job: str, normal: float, broken: float, **labels: str) -> dict[str, Level]:
    return {series(name, job, **labels): after(normal, lambda _: broken)}


NOT_READY = {series("newsroom_ready", job): after(1, lambda _: 0) for job in SERVICES}
MONGO_AWAY = {
    oldest(stream, group, "ingest"): after(0, stuck)
    for stream in ("article-created", "article-updated", "document-received")
    for group in ("publish", "publish-receipts")
    if group in GROUPS[stream]
}
FAULTS: dict[str, tuple[str, str, Mapping[str, Level]]] = {
    "publish is killed": ("ServiceDown", "page", down("publish")),
    "ingest is killed": ("ServiceDown", "page", down("ingest")),
    "translate is killed": ("ServiceDown", "page", down("translate")),
    "Redis is away": ("ServiceNotReady", "page", NOT_READY),
    "MongoDB is away": ("ArticleNotPublic", "page", MONGO_AWAY),
    "a withdrawal waits": (
        "KillUndelivered",
        "page",
        {oldest("article-withdrawn", "publish", "ingest"): after(0, stuck)},
    ),
    "an editor's order waits": (
        "KillUndelivered",
        "page",
        {oldest("article-ordered", "ingest", "translate"): after(0, stuck)},
    ),
    "an article is parked": (
        "PublicDeadLetter",
        "page",
        first("newsroom_dead_letters_total", "publish", stream="article-created", group="publish"),
    ),
    "a link is parked": (
        "DeadLetter",
        "ticket",
        first("newsroom_dead_letters_total", "translate", stream="article-created", group="translate"),
    ),
    "a kill comes in words": (
        "KillInWords",
        "page",
        first("newsroom_kills_in_words_total", "ingest", source="apa"),
    ),
    "Redis' memory is full": (
        "RedisMemoryFull",
        "page",
        at_once("newsroom_redis_used_bytes", "ingest", 0.3, 0.9),
    ),
    "the disk is full": (
        "DiskFull",
        "page",
        at_once("node_filesystem_avail_bytes", "node", 6e10, 5e9, mountpoint="/", fstype="ext4"),
    ),
    "the file of keys is broken": (
        "KeysUnreadable",
        "ticket",
        at_once("newsroom_keys_readable", "ingest", 1, 0),
    ),
    "a clock is wrong": (
        "ClockSkewed",
        "ticket",
        at_once("newsroom_clock_skew_seconds", "publish", 0, -8, store="redis"),
    ),
    "a source is silent, and its polls fail": (
        "SourceSilent",
        "ticket",
        at_once("newsroom_source_silent", "ingest", 0, 1, source="apa")
        | at_once("newsroom_source_failures", "ingest", 0, 9, source="apa"),
    ),
}


def values(level: Level, samples: int) -> Iterator[str]:
    """The samples as promtool writes them: one that is no more is stale at once, as where a target goes."""
    was_there = False
    for at in range(samples):
        value = level(at)
        yield ("stale" if was_there else "_") if value is None else f"{value:g}"
        was_there = value is not None


def replay(
    folder: Path, levels: Mapping[str, Level], samples: int, seconds: int, checks: Sequence[object]
) -> None:
    """Runs the rules over the series and holds them against the checks."""
    inputs = [{"series": name, "values": " ".join(values(level, samples))} for name, level in levels.items()]
    test = {"interval": f"{seconds}s", "input_series": inputs, "promql_expr_test": list(checks)}
    file = folder / "replay.yml"
    document = {"rule_files": [str(RULES)], "evaluation_interval": f"{seconds}s", "tests": [test]}
    file.write_text(yaml.safe_dump(document, width=10**9), "utf-8")
    run("test", "rules", str(file))


def check(expr: str, seconds: int, *samples: tuple[str, int]) -> object:
    expected = [{"labels": labels, "value": value} for labels, value in samples]
    return {"expr": expr, "eval_time": f"{seconds}s", "exp_samples": expected}


def test_the_rules_are_well_formed() -> None:
    run("check", "rules", str(RULES))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_raises_one_alert_within_two_minutes(fault: str, tmp_path: Path) -> None:
    alert, severity, changed = FAULTS[fault]
    levels = {**quiet(5760), **changed}
    one = (f'{{alertname="{alert}", severity="{severity}"}}', 1)
    checks = [
        check(FIRING, (BEFORE - 1) * SECONDS),
        check(BY_ALERT, (BEFORE + UNTIL) * SECONDS, one),
        check(BY_ALERT, (BEFORE + LATER) * SECONDS, one),
    ]
    replay(tmp_path, levels, BEFORE + LATER + 1, SECONDS, checks)


def test_a_backlog_that_is_worked_off_calls_nobody_a_second_time(tmp_path: Path) -> None:
    back, well = 3 * 60 // SECONDS, quiet(5760)

    def until_back(name: str, level: Level) -> Level:
        return lambda at: level(at) if at < BEFORE + back else well[name](at)

    levels = {**well, **{name: until_back(name, level) for name, level in down("publish").items()}}
    for stream in ("article-created", "article-withdrawn"):
        aged = oldest(stream, "publish", "ingest")
        levels[aged] = lambda at: stuck(at - BEFORE) if BEFORE <= at < BEFORE + back + 1 else 2
    ever = f"count by (alertname) (count_over_time({FIRING}[20m]))"
    checks = [check(ever, (BEFORE + LATER) * SECONDS, ('{alertname="ServiceDown"}', 1))]
    replay(tmp_path, levels, BEFORE + LATER + 1, SECONDS, checks)


def test_the_watchdog_always_fires(tmp_path: Path) -> None:
    watchdog = 'ALERTS{alertname="Watchdog", alertstate="firing"}'
    labels = '{__name__="ALERTS", alertname="Watchdog", alertstate="firing", severity="none"}'
    replay(tmp_path, quiet(5760), 10, SECONDS, [check(watchdog, 60, (labels, 1))])


def test_a_quiet_week_calls_nobody(tmp_path: Path) -> None:
    levels = quiet(1440)
    # In it a deployment: publish is away for less than a minute, and its counters begin anew.
    restart = 3000
    levels[series("up", "publish")] = lambda at: 0 if at == restart else 1
    levels[series("newsroom_live_acts_total", "publish", act="evicted")] = counter(
        always(0.1), restart=restart
    )
    levels[oldest("article-created", "publish", "ingest")] = lambda at: 45 if at == restart + 1 else 2
    levels[oldest("article-created", "translate-match", "ingest")] = lambda at: 600 if at % 1440 < 60 else 0
    replay(tmp_path, levels, WEEK, 60, [check(f"count_over_time({FIRING}[7d])", (WEEK - 1) * 60)])
