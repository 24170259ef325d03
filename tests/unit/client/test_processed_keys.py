"""An effect happens once, though its event comes again, its attempt fails or its process ends."""

import sqlite3
from pathlib import Path

import pytest

from newsroom.client.processed_keys import ProcessedKeys


@pytest.fixture
def database(tmp_path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(tmp_path / "own.db", isolation_level=None)
    database.execute("CREATE TABLE sent (key TEXT)")
    return database


def sent(database: sqlite3.Connection) -> list[str]:
    return [key for (key,) in database.execute("SELECT key FROM sent")]


def test_a_second_delivery_has_no_effect(database: sqlite3.Connection) -> None:
    keys = ProcessedKeys(database)
    for key in ("a.1", "a.2", "a.1"):
        with keys.once(key) as is_due:
            if is_due:
                database.execute("INSERT INTO sent VALUES (?)", (key,))
    assert sent(database) == ["a.1", "a.2"]


def test_what_failed_is_due_again_and_left_no_effect(database: sqlite3.Connection) -> None:
    keys = ProcessedKeys(database)
    with pytest.raises(LookupError), keys.once("a.1"):
        database.execute("INSERT INTO sent VALUES ('a.1')")
        raise LookupError
    assert sent(database) == []
    with keys.once("a.1") as is_due:
        assert is_due


def test_old_keys_are_forgotten(database: sqlite3.Connection) -> None:
    keys = ProcessedKeys(database, days_kept=0.0)
    for _ in range(2):
        with keys.once("a.1") as is_due:
            assert is_due


def test_a_connection_that_begins_transactions_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="isolation_level"):
        ProcessedKeys(sqlite3.connect(tmp_path / "own.db"))
