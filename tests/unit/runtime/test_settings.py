"""Settings come from the environment; a wrong one ends the process with its name."""

import pytest

from newsroom.runtime.settings import ServiceSettings, from_environment


def test_a_list_is_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_LANGUAGES", "en, az ,ru,tr")
    assert from_environment(ServiceSettings).languages == ("en", "az", "ru", "tr")


def test_stores_are_named_without_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    assert from_environment(ServiceSettings).redis_url == "redis://elsewhere"


def test_wrong_settings_are_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_PARTITIONS", "0")
    monkeypatch.setenv("NEWSROOM_RETENTION_HOURS", "long")
    with pytest.raises(SystemExit) as end:
        from_environment(ServiceSettings)
    assert "NEWSROOM_PARTITIONS: " in str(end.value)
    assert "NEWSROOM_RETENTION_HOURS: " in str(end.value)


def test_a_store_without_its_scheme_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "localhost:6379")
    monkeypatch.setenv("MONGO_URL", "localhost")
    with pytest.raises(SystemExit) as end:
        from_environment(ServiceSettings)
    assert end.value.code == (
        "wrong settings: REDIS_URL: 'localhost:6379' lacks its scheme: write redis://localhost:6379; "
        "MONGO_URL: 'localhost' lacks its scheme: write mongodb://localhost"
    )
