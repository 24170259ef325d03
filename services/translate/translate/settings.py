"""Settings of translate, read from its environment."""

from pathlib import Path

from pydantic import Field, field_validator

from newsroom.runtime.settings import LongKey, ServiceSettings


class TranslateSettings(ServiceSettings):
    """Settings of translate, on top of those that all services share."""

    port: int = 8002
    desk_key: LongKey | None = Field(default=None, description="the key of an editor called `desk`")
    desk_keys: dict[str, LongKey] = Field(default_factory=dict[str, str], description="editor -> key")
    zone: str = Field(default="Asia/Baku", description="the newsroom's time zone")
    categories_file: Path | None = Field(
        default=None, description="JSON: slug -> language -> name; else our own table"
    )
    batch_size: int = Field(default=200, ge=1, le=1000)
    embedder: str = Field(default="auto", description="`none` links by words alone")
    match_batch_size: int = Field(default=8, ge=1, le=64, description="about a second of encoding")
    discrepancy_minutes: float = Field(
        default=20, ge=0, description="how long variants stay unchanged before the desk is asked about them"
    )
    match_hours: float = Field(default=24, gt=0, description="how far apart two of a story may be published")

    @field_validator("desk_key", mode="before")
    @classmethod
    def _none_where_empty(cls, value: object) -> object:
        return value or None

    @property
    def editors(self) -> dict[str, str]:
        """Every editor's key, by the editor's name."""
        return {**({"desk": self.desk_key} if self.desk_key else {}), **self.desk_keys}
