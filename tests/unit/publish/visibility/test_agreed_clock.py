"""An embargo ends once this machine's clock, Redis' and MongoDB's have all passed its end."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from publish.visibility.agreed_clock import AgreedClock, MiddleClock
from tests.support.articles import NOON, revision
from tests.support.clock import TurnedClock
from tests.support.facts import FactsInMemory
from tests.support.read_side import ReadSide

SKEWS = st.integers(-7200, 7200)


def clock(own: TurnedClock, **ahead: int) -> AgreedClock:
    """An agreed clock over stores whose clocks stand so many seconds from noon."""

    def source(seconds: int) -> datetime:
        return NOON + timedelta(seconds=seconds)

    async def read(seconds: int) -> datetime:
        return source(seconds)

    return AgreedClock(own, {name: lambda s=seconds: read(s) for name, seconds in ahead.items()})  # type: ignore[misc]  # a default binds


@given(SKEWS, SKEWS, SKEWS, st.integers(0, 100))
async def test_it_is_ahead_of_none(own: int, redis: int, mongo: int, later: int) -> None:
    turned = TurnedClock(NOON + timedelta(seconds=own))
    agreed = clock(turned, redis=redis, mongo=mongo)
    await agreed.measure()
    turned.turn(later)
    assert agreed.now() == NOON + timedelta(seconds=min(own, redis, mongo) + later)


@given(SKEWS, st.integers(0, 2), st.integers(0, 100))
async def test_one_clock_of_three_that_is_off_decides_no_signature(skew: int, which: int, later: int) -> None:
    off = [skew if place == which else 0 for place in range(3)]
    turned = TurnedClock(NOON + timedelta(seconds=off[0]))
    agreed = clock(turned, redis=off[1], mongo=off[2])
    await agreed.measure()
    turned.turn(later)
    assert MiddleClock(agreed).now() == NOON + timedelta(seconds=later)


async def test_a_replica_an_hour_ahead_shows_no_embargo_early_and_takes_kills() -> None:
    ahead = TurnedClock(NOON + timedelta(hours=1))
    agreed = clock(ahead, redis=0, mongo=0)
    await agreed.measure()
    side = ReadSide(FactsInMemory(), agreed)
    await side.tell(revision("en", embargo_until=NOON + timedelta(seconds=30)), revision("az", "az"))
    assert await side.article("en") is None
    assert await side.article("az") is not None
    ahead.turn(30)
    await side.tell(revision("en", number=2, embargo_until=NOON + timedelta(seconds=30)))
    assert await side.article("en") is not None


async def test_a_step_of_the_machines_clock_ends_nothing() -> None:
    turned = TurnedClock()
    agreed = clock(turned, redis=0)
    await agreed.measure()
    turned.step(3600)
    assert agreed.now() == NOON


@pytest.mark.parametrize(("seconds", "alerts"), [(1, 0), (-2, 0), (3, 1), (-3, 1)])
async def test_a_skew_beyond_two_seconds_is_logged_once(seconds: int, alerts: int) -> None:
    agreed = clock(TurnedClock(), redis=seconds)
    with capture_logs() as logs:
        await agreed.measure()
        await agreed.measure()
    assert [entry["event"] for entry in logs] == ["clock.skewed"] * alerts
