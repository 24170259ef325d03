"""Settings of all services, read from the environment."""

import socket
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from newsroom.events.envelope import PUBLIC_URL
from newsroom.runtime.addresses import mongo_address, redis_address

SHORTEST_KEY = 16  # characters


class ServiceSettings(BaseSettings):
    """Base of a service's settings. `REDIS_URL` and `MONGO_URL` carry no prefix, as is customary."""

    model_config = SettingsConfigDict(env_prefix="NEWSROOM_", extra="ignore", populate_by_name=True)

    redis_url: str = Field(default="redis://127.0.0.1:6379", validation_alias="REDIS_URL")
    mongo_url: str = Field(default="mongodb://127.0.0.1:27017/newsroom", validation_alias="MONGO_URL")
    public_url: str = Field(
        default=PUBLIC_URL, description="where readers find the pages, and events their schemas"
    )
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_port: int | None = Field(default=None, description="where /metrics is, off the main port")
    address_connections: int = Field(
        default=200, ge=0, description="connections at once of one address; 0 is no limit, proxies have none"
    )
    forwarded_allow_ips: str = Field(
        default="127.0.0.1",
        validation_alias="FORWARDED_ALLOW_IPS",
        description="proxies, by comma, whose X-Forwarded-For is believed; `*` is whoever connects",
    )
    hsts_seconds: int = Field(
        default=0,
        ge=0,
        description="Strict-Transport-Security, where all of the host is behind TLS; 0 is none",
    )
    instance: str = Field(default_factory=socket.gethostname, description="stable name of this replica")
    partitions: int = Field(default=1, ge=1)
    languages: Annotated[tuple[str, ...], NoDecode] = ("en", "az", "ru")
    retention_hours: float = Field(
        default=168, gt=0, description="how long streams keep entries that all groups have finished"
    )
    log_level: str = "INFO"

    @field_validator("redis_url")
    @classmethod
    def _is_of_redis(cls, url: str) -> str:
        return redis_address(url)

    @field_validator("mongo_url")
    @classmethod
    def _is_of_mongo(cls, url: str) -> str:
        return mongo_address(url)

    @field_validator("languages", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


def check_key_length(key: str) -> str:
    """Raises ValueError for a key that is short enough to be guessed."""
    if len(key.strip()) < SHORTEST_KEY:
        raise ValueError(f"a key has at least {SHORTEST_KEY} characters")
    return key


LongKey = Annotated[str, AfterValidator(check_key_length)]
SettingsT = TypeVar("SettingsT", bound=ServiceSettings)


def from_environment(kind: type[SettingsT]) -> SettingsT:
    """A service's settings. Raises SystemExit with one line that names what is wrong, if anything is."""
    try:
        return kind()
    except ValidationError as error:
        problems = (
            f"{_variable(problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise SystemExit(f"wrong settings: {'; '.join(problems)}") from None


def _variable(place: tuple[int | str, ...]) -> str:
    """The environment variable of a setting."""
    name, *within = (str(part) for part in place)
    variable = name if name.isupper() else f"NEWSROOM_{name.upper()}"
    return ".".join([variable, *within])
