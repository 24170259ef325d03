"""A silence is numbered above the one before, and its end above its beginning."""

from datetime import UTC, datetime, timedelta

from newsroom.events.sources import SourceSilent

NOW = datetime(2026, 2, 27, 15, 33, tzinfo=UTC)


def silence(since: datetime, *, resumed: bool = False) -> int:
    return SourceSilent(name="n", source="s", silent_since=since, observed_at=NOW, resumed=resumed).number


def test_numbers_rise_with_every_silence_and_its_end() -> None:
    later = NOW + timedelta(seconds=1)
    numbers = [silence(NOW), silence(NOW, resumed=True), silence(later), silence(later, resumed=True)]
    assert numbers == sorted(set(numbers))
