"""The model of capacity: its costs are those of the documents, and it adds them up."""

from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.capacity import SOURCES, Costs, Load, needs, table

ROOT = Path(__file__).resolve().parents[3]
ARTICLES = ("ingest", "translate", "publish", "redis", "mongo")

loads = st.builds(
    Load,
    articles_a_day=st.floats(0, 1e6),
    live_readers=st.integers(0, 10_000_000),
    reads_a_second=st.floats(0, 1e6),
    peak=st.floats(1, 100),
    unlinked=st.floats(0, 1),
    documents=st.floats(0, 1),
)


def figures(value: float) -> set[str]:
    """A cost as its document may write it: µs, ms, or kB."""
    return {f"{value:,.0f}", f"{value:g}", f"{value:.1f}", f"{value / 1000:g}", f"{value / 1000:.1f}"}


@pytest.mark.parametrize("cost", [field.name for field in fields(Costs)])
def test_every_cost_is_a_figure_of_a_document(cost: str) -> None:
    document, line = SOURCES[cost]
    assert line in (ROOT / document).read_text("utf-8")
    words = set(line.replace("|", " ").replace("/", " ").replace(":", " ").split())
    assert words & figures(asdict(Costs())[cost])


def test_the_page_shows_what_the_model_says() -> None:
    load = Load(2_000, 100_000, 1_000)
    assert table(load, needs(load, Costs())) in (ROOT / "docs/capacity.md").read_text("utf-8")


@given(loads)
def test_nothing_is_negative_and_the_whole_is_the_sum(load: Load) -> None:
    needed = needs(load, Costs())
    assert min(asdict(needed).values()) >= 0
    assert needed.cores == pytest.approx(
        sum(getattr(needed, part) for part in (*ARTICLES, "live", "reads")), rel=1e-9
    )


@given(loads)
def test_twice_the_articles_cost_twice(load: Load) -> None:
    one = needs(load, Costs())
    twice = needs(replace(load, articles_a_day=2 * load.articles_a_day), Costs())
    for part in (*ARTICLES, "live"):
        assert getattr(twice, part) == pytest.approx(2 * getattr(one, part), rel=1e-9)
    assert twice.reads == one.reads


@pytest.mark.parametrize(("readers", "processes"), [(0, 0), (1, 1), (20_000, 1), (20_001, 2), (100_000, 5)])
def test_a_process_has_its_bound_of_readers(readers: int, processes: int) -> None:
    assert needs(Load(1, readers), Costs()).live_processes == processes


@pytest.mark.parametrize("wrong", [{"unlinked": 1.1}, {"documents": -0.1}, {"peak": -1.0}])
def test_a_load_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="is"):
        Load(1, 1, **wrong)
