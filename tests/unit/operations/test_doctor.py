import stat
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsroom.operations import doctor
from newsroom.operations.doctor import Finding
from newsroom.operations.examination import modes_of, names_in
from newsroom.stores.mongo_facts import MongoFacts
from newsroom.stores.mongo_index_names import INDEXES
from newsroom.stores.redis_facts import RedisFacts
from newsroom.streams.inspect import GroupState
from newsroom.streams.topology import GROUPS, Topology

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
REDIS = RedisFacts("9.1.2", 5, "master", 1, 100, True, 1, True, "always", "noeviction", NOW, "d")
MONGO = MongoFacts("6.0.5", "rs0", True, True, 1, 100, 50, NOW, "d")
TOPOLOGY = Topology(2)
ALL_GROUPS = [
    GroupState(stream, group, 0, 0, 0)
    for logical, groups in GROUPS.items()
    for stream in TOPOLOGY.physical(logical)
    for group in groups
]


def said(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.where}: {finding.problem}; {finding.cure}" for finding in findings]


def test_where_nothing_is_wrong_there_is_no_finding() -> None:
    assert said(doctor.of_redis(REDIS)) == []
    assert said(doctor.of_mongo(MONGO)) == []
    assert said(doctor.of_groups(ALL_GROUPS, TOPOLOGY)) == []
    assert said(doctor.of_indexes(INDEXES)) == []
    assert said(doctor.of_deployment("d", "d")) == []
    assert said(doctor.of_deployment("", "d")) == []


def test_what_a_hosted_redis_hides_is_no_finding() -> None:
    assert said(doctor.of_redis(replace(REDIS, appendfsync=None, maxmemory_policy=None))) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": "slave"}, "takes no writes"),
        ({"appendonly": False}, "CONFIG SET appendonly yes"),
        ({"append_file_written": False}, "look at its disk"),
        ({"appendfsync": "everysec"}, "CONFIG SET appendfsync always"),
        ({"maxmemory_policy": "allkeys-lru"}, "CONFIG SET maxmemory-policy noeviction"),
        ({"maxmemory": 0}, "it has no maxmemory"),
        ({"used_memory": 99}, "its memory is nearly full"),
    ],
)
def test_settings_of_redis_that_break_a_promise_are_named_with_their_cure(
    changes: dict[str, Any], words: str
) -> None:
    [finding] = said(doctor.of_redis(replace(REDIS, **changes)))
    assert words in finding


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"replica_set": ""}, "it is no replica set"),
        ({"is_primary": False}, "no primary answers"),
        ({"journaled": False}, "without its journal"),
    ],
)
def test_settings_of_mongodb_that_break_a_promise_are_named(changes: dict[str, Any], words: str) -> None:
    [finding] = said(doctor.of_mongo(replace(MONGO, **changes)))
    assert words in finding


def test_stores_of_two_newsrooms_are_named() -> None:
    [finding] = said(doctor.of_deployment("aaaaaaaaaaaa", "bbbbbbbbbbbb"))
    assert "Redis belongs to the newsroom aaaaaaaa, MongoDB to bbbbbbbb" in finding


def test_missing_groups_are_named_with_the_service_that_makes_them() -> None:
    left = [own for own in ALL_GROUPS if own.group not in ("archive", "translate-match")]
    findings = said(doctor.of_groups(left, TOPOLOGY))
    assert [finding.partition(" on ")[0] for finding in findings] == [
        "Redis: group translate-match is missing",
        "Redis: group archive is missing",
    ]
    assert "start translate" in findings[0]
    assert "start publish" in findings[1]
    assert "article-created{1}" in findings[0]


def test_missing_indexes_are_named() -> None:
    [finding] = said(doctor.of_indexes({**INDEXES, "held": frozenset({"_id_"})}))
    assert finding.startswith("MongoDB: held lacks the indexes status_1_causes_1, ")


def test_secrets_are_for_their_owner_alone_and_hashes_for_it_alone_to_change(tmp_path: Path) -> None:
    keys, folder = tmp_path / "keys", tmp_path / "folder"
    keys.write_text("")
    folder.mkdir()
    keys.chmod(0o640)
    folder.chmod(0o755)
    modes = modes_of([keys, folder, tmp_path / "absent"])
    assert [finding.cure for finding in doctor.of_secrets(modes)] == [
        f"chmod 600 {keys}",
        f"chmod 700 {folder}",
    ]
    assert said(doctor.of_hashes(modes)) == []
    [finding] = doctor.of_hashes({keys: stat.S_IFREG | 0o666})
    assert finding.cure == f"chmod go-w {keys}"


def test_names_in_a_file_of_settings_are_examined(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("# NEWSROOM_NOT\nexport NEWSROOM_PRT=1\nREDIS_PASSWORD=x\n")
    [finding] = doctor.of_settings(names_in(dotenv), str(dotenv))
    assert finding.cure == "write NEWSROOM_PORT"
    assert names_in(tmp_path / "absent") == []
