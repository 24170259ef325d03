"""How long the archive is kept."""

import pytest
from pydantic import ValidationError

from publish.log.retention import ArchiveRetention
from publish.settings import PublishSettings
from tests.support.clock import TurnedClock

_DAY = 24 * 3600 * 1000


def test_for_ever_unless_told_otherwise() -> None:
    keeping = ArchiveRetention(TurnedClock(), PublishSettings().archive_days)
    assert (keeping.resumable_since_ms(), keeping.deleted_before_ms()) == (0, 0)


def test_what_is_deleted_was_out_of_reach_for_an_hour() -> None:
    clock = TurnedClock()
    keeping = ArchiveRetention(clock, 30)
    since = keeping.resumable_since_ms()
    assert since == round(clock.now().timestamp() * 1000) - 30 * _DAY
    assert keeping.deleted_before_ms() == since - _DAY // 24


def test_it_outlives_the_streams_that_are_restored_from_it() -> None:
    assert PublishSettings(archive_days=7, retention_hours=168).archive_days == 7
    with pytest.raises(ValidationError, match="ARCHIVE_DAYS"):
        PublishSettings(archive_days=6.9, retention_hours=168)
