"""Settings of publish, read from the environment."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import NoDecode

from newsroom.http.fetch_guard import Guard
from newsroom.runtime.settings import LongKey, ServiceSettings

_CURE = "NEWSROOM_WEBHOOK_ALLOW names exceptions"


class PublishSettings(ServiceSettings):
    """Settings of publish, on top of those that all services share."""

    port: int = 8000
    site_name: str = Field(default="Newsroom", description="the publication's name in feeds and sitemaps")
    zone: str = Field(default="Asia/Baku", description="the newsroom's time zone")
    categories_file: Path | None = Field(
        default=None, description="JSON: slug -> language -> name; else our own table"
    )
    receipt_days: float = Field(default=0, ge=0, description="how long is kept who sent what; 0 is for ever")
    archive_days: float = Field(
        default=0,
        ge=0,
        description="how long the live log's archive is kept, no shorter than streams are; 0 is for ever",
    )
    raw_days: float = Field(default=90, ge=0, description="how long is kept what was sent; 0 is for ever")
    search_folder: Path | None = Field(
        default=None,
        description="where each replica keeps its search index; without it a new one is built at each start",
    )
    public_revisions: Literal["names", "texts"] = Field(
        default="names", description="what is shown of earlier revisions: names of changed fields, or all"
    )
    batch_size: int = Field(default=500, ge=1, le=1000)
    subscriber_keys: dict[str, LongKey] = Field(
        default_factory=dict[str, str], description='JSON, name of a subscriber to its key: {"mirror": "k3y"}'
    )
    secrets_keys: Annotated[tuple[LongKey, ...], NoDecode] = Field(
        default=(),
        validation_alias="NEWSROOM_SECRETS_KEY",
        description="encrypts secrets of subscriptions; the first of several, by comma, encrypts, all open",
    )
    webhook_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="hosts and networks by comma that subscriptions may reach though they are private",
    )

    websub_subscriptions: int = Field(
        default=10_000, ge=0, description="most subscriptions to feeds without a key; 0 is none"
    )
    websub_subscriptions_of_host: int = Field(
        default=200, ge=0, description="most of them by host of the address that is posted to"
    )

    @property
    def webhook_guard(self) -> Guard:
        """The guard of web hooks' addresses."""
        return Guard.parse(self.webhook_allow, _CURE)

    @field_validator("secrets_keys", "webhook_allow", mode="before")
    @classmethod
    def _by_comma(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("webhook_allow")
    @classmethod
    def _networks_are_some(cls, exceptions: tuple[str, ...]) -> tuple[str, ...]:
        Guard.parse(exceptions, _CURE)
        return exceptions

    @model_validator(mode="after")
    def _archive_outlives_streams(self) -> Self:
        """A Redis that lost its data gets the live log back from the archive."""
        if 0 < self.archive_days * 24 < self.retention_hours:
            raise ValueError("NEWSROOM_ARCHIVE_DAYS must be no shorter than NEWSROOM_RETENTION_HOURS")
        return self
