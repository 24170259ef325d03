"""Settings of publish, read from the environment."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from newsroom.runtime.settings import ServiceSettings


class PublishSettings(ServiceSettings):
    """Settings of publish, on top of those that all services share."""

    port: int = 8000
    public_url: str = Field(default="http://127.0.0.1:8000", description="where readers find the pages")
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
    batch_size: int = Field(default=500, ge=1, le=1000)

    @model_validator(mode="after")
    def _archive_outlives_streams(self) -> Self:
        """A Redis that lost its data gets the live log back from the archive."""
        if 0 < self.archive_days * 24 < self.retention_hours:
            raise ValueError("NEWSROOM_ARCHIVE_DAYS must be no shorter than NEWSROOM_RETENTION_HOURS")
        return self
