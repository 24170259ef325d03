"""What operators see: metrics named by panels, alerts and documents exist; each alert has its entry."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from newsroom.runtime import metrics

ROOT = Path(__file__).parents[2]
OPS = ROOT / "ops"
RUNBOOK = ROOT / "docs/runbook.md"
DASHBOARDS = sorted((OPS / "grafana/dashboards").glob("*.json"))
SEVERITIES = {"page", "ticket", "none"}
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
MATCHERS = re.compile(r"\{[^{}]*\}|\[[^\]]*\]")
LABELS = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)")
NAME = re.compile(r"\b[a-zA-Z_:][\w:]*\b(?!\s*\()")
WORDS = {"and", "or", "unless", "offset", "bool"}


def ours() -> set[str]:
    """The samples of every metric in the one list."""
    collectors = [value for value in vars(metrics).values() if isinstance(value, MetricWrapperBase)]
    return {
        metric.name + suffix
        for collector in collectors
        for metric in collector.describe()
        for suffix in SUFFIXES[metric.type]
    }


def foreign() -> set[str]:
    listed = yaml.safe_load((OPS / "foreign-metrics.yml").read_text("utf-8"))
    return {name for names in listed.values() for name in names}


def named(expr: str) -> set[str]:
    """The metrics that an expression of PromQL names."""
    bare = LABELS.sub(" ", MATCHERS.sub(" ", QUOTED.sub(" ", expr)))
    return {name for name in NAME.findall(bare) if name not in WORDS}


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((OPS / "prometheus/alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def panel_exprs() -> Iterator[str]:
    for path in DASHBOARDS:
        for panel in dashboard(path)["panels"]:
            for target in panel["targets"]:
                yield target["expr"]


def anchors(path: Path) -> set[str]:
    """The headings as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    ("expr", "names"),
    [
        ('sum by (a) (rate(x_total{b="c d"}[5m])) > 2 * y', {"x_total", "y"}),
        ("max(a) unless on (source) b offset 10m and a", {"a", "b"}),
        ("vector(1)", set()),
    ],
)
def test_names_are_found_in_expressions(expr: str, names: set[str]) -> None:
    assert named(expr) == names


def test_every_metric_of_a_panel_or_an_alert_exists() -> None:
    exprs = [*panel_exprs(), *(alert["expr"] for alert in alerts())]
    assert exprs
    unknown = {(name, expr) for expr in exprs for name in named(expr) if name not in ours() | foreign()}
    assert unknown == set()


def test_every_metric_of_ours_is_on_a_dashboard() -> None:
    shown = {name for expr in panel_exprs() for name in named(expr)}
    collectors = {name.removesuffix("_bucket") for name in ours() if not name.endswith(("_sum", "_count"))}
    assert {name for name in collectors if not shown & {name, f"{name}_bucket"}} == set()


def test_every_metric_that_a_document_names_exists() -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
    names = {name for text in texts for name in re.findall(r"`(newsroom_[a-z_]+)[`{]", text)}
    assert names
    bases = {re.sub("_bucket$", "", name) for name in ours()}
    assert names - bases == set()


def test_metrics_are_made_in_the_one_list_alone() -> None:
    made = re.compile(r"\b(?:Counter|Gauge|QuietGauge|Histogram|Summary)\(\s*\"")
    files = [path for folder in ("shared", "services") for path in (ROOT / folder).rglob("*.py")]
    makers = {path for path in files if made.search(path.read_text("utf-8"))}
    assert makers == {ROOT / "shared/newsroom/runtime/metrics.py"}


def test_every_alert_has_a_severity_and_an_entry_of_its_own_in_the_runbook() -> None:
    assert {alert["labels"]["severity"] for alert in alerts()} <= SEVERITIES
    there = anchors(RUNBOOK)
    for alert in alerts():
        document, _, anchor = alert["annotations"]["runbook"].partition("#")
        assert ROOT / document == RUNBOOK
        assert anchor == alert["alert"].lower()
        assert anchor in there


def test_the_dead_mans_switch_fires_always_and_goes_outside() -> None:
    [switch] = [alert for alert in alerts() if alert["labels"]["severity"] == "none"]
    assert switch["expr"] == "vector(1)"
    routes = yaml.safe_load((OPS / "alertmanager/alertmanager.yml").read_text("utf-8"))["route"]["routes"]
    assert routes[0]["matchers"] == [f"alertname = {switch['alert']}"]
    assert routes[0]["receiver"] == "dead-man"


def test_every_route_has_its_receiver() -> None:
    config = yaml.safe_load((OPS / "alertmanager/alertmanager.yml").read_text("utf-8"))
    route = config["route"]
    wanted = {route["receiver"], *(branch["receiver"] for branch in route["routes"])}
    assert wanted == {receiver["name"] for receiver in config["receivers"]}


def test_dashboards_are_those_of_the_five_views_with_ids_of_their_own() -> None:
    assert [path.stem for path in DASHBOARDS] == ["linking", "readers", "stores", "streams", "wire"]
    assert [dashboard(path)["uid"] for path in DASHBOARDS] == [f"newsroom-{p.stem}" for p in DASHBOARDS]


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_panels_have_ids_of_their_own_and_the_provisioned_data_source(path: Path) -> None:
    panels = dashboard(path)["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids))
    sources = OPS / "grafana/provisioning/datasources/prometheus.yml"
    [source] = yaml.safe_load(sources.read_text("utf-8"))["datasources"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}


def test_compose_mounts_what_is_there_and_starts_none_of_it_unasked() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    services = compose["services"]
    seen = {name for name, service in services.items() if service.get("profiles") == ["observability"]}
    assert seen == {"prometheus", "alertmanager", "node-exporter", "grafana"}
    for name in seen:
        service = services[name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        for volume in service["volumes"]:
            origin = volume.split(":")[0]
            assert (
                (ROOT / origin).exists() if origin.startswith(".") else origin in {*compose["volumes"], "/"}
            )
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_what_is_collected_are_services_of_compose() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    config = yaml.safe_load((OPS / "prometheus/prometheus.yml").read_text("utf-8"))
    names = {
        name
        for job in config["scrape_configs"]
        for found in job.get("dns_sd_configs", [])
        for name in found["names"]
    }
    targets = {
        target.split(":")[0]
        for job in [*config["scrape_configs"], *config["alerting"]["alertmanagers"]]
        for static in job.get("static_configs", [])
        for target in static["targets"]
    }
    assert names == {"ingest", "translate", "publish"}
    assert names | targets <= set(services)
