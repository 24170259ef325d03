"""docs/store-users is what the code says, and docker-compose.yml reads it."""

import re
from pathlib import Path

import pytest
import yaml

from newsroom.stores.mongo_roles import WRITTEN_BY, roles_file
from newsroom.streams.redis_users import SERVICES, redis_users

ROOT = Path(__file__).parents[2]
USERS = ROOT / "docs" / "store-users"
CURE = "it is not what the code says: run `python -m {} > {}`"


def test_redis_users_are_current() -> None:
    cure = CURE.format("newsroom.streams.redis_users", "docs/store-users/redis.acl")
    assert (USERS / "redis.acl").read_text() == redis_users(), cure


def test_mongodb_roles_are_current() -> None:
    cure = CURE.format("newsroom.stores.mongo_roles", "docs/store-users/mongo.json")
    assert (USERS / "mongo.json").read_text() == roles_file("newsroom"), cure


def test_compose_interpolates_nothing_but_settings() -> None:
    """A `${` of a script would be taken for one, and stop `docker compose`."""
    compose = (ROOT / "docker-compose.yml").read_text()
    opened = re.findall(r"(?<!\$)\$\{([^:}]*)", compose)
    assert [name for name in opened if not re.fullmatch(r"[A-Z_]+", name)] == []


@pytest.mark.parametrize("service", ["redis", "mongo", *SERVICES, "operator"])
def test_every_container_is_confined(service: str) -> None:
    container = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]
    assert container["cap_drop"] == ["ALL"]
    assert container["read_only"] is True
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["mem_limit"]
    assert container["pids_limit"]
    assert "image" in container or "PYTHON_IMAGE" in container["build"]["args"]


def test_compose_gives_each_service_its_own_users() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    assert set(SERVICES) == set(WRITTEN_BY)
    for path in ("docs/store-users/redis.acl", "docs/store-users/mongo.json"):
        assert f"./{path}:" in compose
    for service in SERVICES:
        assert f"//{service}:${{REDIS_{service.upper()}_PASSWORD:?" in compose
        assert f"//{service}:${{MONGO_{service.upper()}_PASSWORD:?" in compose
