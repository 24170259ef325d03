"""Gauges that claim nothing before they are set."""

from prometheus_client import CollectorRegistry, generate_latest

from newsroom.runtime.metrics import QuietGauge


def gauge() -> tuple[QuietGauge, CollectorRegistry]:
    registry = CollectorRegistry(auto_describe=True)
    return QuietGauge("newsroom_example", "An example", registry=registry), registry


def test_what_was_never_set_is_not_there_at_all() -> None:
    _, registry = gauge()
    assert generate_latest(registry) == b""


def test_zero_that_was_set_is_shown() -> None:
    example, registry = gauge()
    example.set(0)
    assert registry.get_sample_value("newsroom_example") == 0
    assert b"# HELP newsroom_example An example" in generate_latest(registry)
