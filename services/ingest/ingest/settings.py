"""Settings of ingest, beyond those of every service."""

from pathlib import Path

from pydantic import Field, field_validator

from ingest.content.source_rules import SourceRule
from newsroom.runtime.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """The environment's settings. Sizes are in bytes."""

    port: int = 8001
    ingest_key: str | None = Field(default=None, description="a key for every source")
    ingest_keys: dict[str, list[str]] = Field(
        default_factory=dict[str, list[str]],
        description='JSON, key to sources: {"k3y": ["report"]}; "*" is every source',
    )
    ingest_keys_file: Path | None = Field(default=None, description="keys by lines, see `newsroom keys`")
    ingest_rate: int = Field(default=0, ge=0, description="articles a minute by each key; 0 is no limit")
    wrong_key_rate: int = Field(
        default=300, ge=0, description="requests a minute with a wrong key by each address; 0 is no limit"
    )
    address_rate: int = Field(
        default=0, ge=0, description="requests a minute by each address; 0 is no limit, as behind a proxy"
    )
    ledger_daily_bytes: int = Field(
        default=500_000_000,
        ge=0,
        description="kept whole of a key a day, beyond it beginnings; 0 is no limit",
    )
    article_limit: int = Field(default=1_000_000, ge=1, description="of one article as it is sent")
    document_limit: int = Field(
        default=20_000_000, ge=1, description="of a feed, a package or another document of many articles"
    )
    readers: int = Field(default=2, ge=1, description="child processes that read documents")
    document_seconds: float = Field(default=30, gt=0, description="within which a document must be read")
    document_memory: int = Field(
        default=512_000_000, ge=64_000_000, description="that reading one document may take"
    )
    memory_ceiling: float = Field(
        default=0.85, gt=0, le=1, description="the share of Redis' memory above which senders are slowed"
    )
    source_rules: dict[str, SourceRule] = Field(
        default_factory=dict[str, SourceRule],
        description='JSON, source to rule: {"report": {"join_routes": true}}; "*" is every other source',
    )
    category_table: Path | None = Field(
        default=None, description="JSON file, our category to what it is called elsewhere; else our own"
    )
    tag_table: Path | None = Field(default=None, description="JSON file, label to tag id, in any language")
    journal_folder: Path | None = Field(
        default=None,
        description="for what is promised while MongoDB is away, on a disk of its own; replicas share it",
    )
    sources: Path | None = Field(default=None, description="YAML file of the sources that are asked")
    source_lease_seconds: float = Field(
        default=15, gt=0, description="after which another replica polls what one that died was polling"
    )

    @field_validator("sources", "ingest_keys_file", "journal_folder", mode="before")
    @classmethod
    def _none_where_empty(cls, value: object) -> object:
        return value or None  # compose passes what nobody set on as an empty text
