"""Models of the sources file."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from ingest.sources.config.durations import Duration
from newsroom.events.articles import Language, Slug, Source, WebAddress
from newsroom.events.desk import TimeZone
from newsroom.http.fetch_guard import canonical_host


def _host(text: str) -> str:
    name = canonical_host(text)
    if not name or "/" in name or "*" in name:
        raise ValueError("write a host's name, or name:port; no address with a path, no pattern")
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from error
    return text


Host = Annotated[str, Field(max_length=260), AfterValidator(_host)]
Pattern = Annotated[str, Field(max_length=500), AfterValidator(_pattern)]
FolderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_. -]*$", max_length=100)]


class Configured(BaseModel):
    """A part of the file. An unknown field is refused: it would be a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Interval(Configured):
    """Bounds of the time between two polls: shorter while news come, longer while none do."""

    min: Duration = 60.0
    max: Duration = 1800.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is longer than max")
        return self


class Common(Configured):
    """The fields of every source. `source` is whose its articles are, its name where that is absent."""

    name: Source
    source: Source | None = None
    enabled: bool = True
    interval: Interval = Interval()
    language: Language | None = Field(default=None, description="of an article that does not say")
    timezone: TimeZone | None = Field(
        default=None, description="of its times that name none, such as Asia/Baku"
    )
    strict_language: bool = Field(
        default=False, description="refuse an article whose text is plainly in another language than it says"
    )
    schedules: bool = Field(
        default=False, description="its dates ahead are when its articles may go out: embargoes, not mistakes"
    )
    category: Slug | None = Field(default=None, description="of an article that has none")
    categories: dict[str, Slug] = Field(
        default_factory=dict[str, Slug], description="the source's category or tag, in any case, to ours"
    )
    silence: Literal["auto", "off"] | Duration = Field(
        default="auto", description="when its silence is told: by its own past, never, or after so long"
    )

    @property
    def owner(self) -> str:
        return self.source or self.name


class Web(Common):
    """A source that is fetched by HTTP. `headers` go to the origin of `url` and nowhere else."""

    url: WebAddress
    headers: dict[str, str] = Field(default_factory=dict[str, str])
    allow_hosts: tuple[Host, ...] = Field(
        default=(), description="hosts that may have private addresses: name, or name:port"
    )
    timeout: Duration = Field(default=30.0, description="of one fetch, redirects included")
    max_bytes: int = Field(default=25_000_000, ge=1, le=200_000_000, description="of one answer, unpacked")

    @field_validator("headers")
    @classmethod
    def _can_be_sent(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not re.fullmatch(r"[A-Za-z0-9-]+", name) or re.search(r"[\r\n\0]", value):
                raise ValueError(f"{name!r} cannot be sent as a header")
        return headers


class FeedSource(Web):
    """A feed in any format. With `pages`, each article is completed from its page."""

    kind: Literal["feed"]
    pages: bool = False


class SitemapSource(Web):
    """A sitemap, or an index of sitemaps: every new page it names is read."""

    kind: Literal["sitemap"]
    max_age: Duration = Field(default=172_800.0, description="a page that was last changed before is left")


class PageSource(Web):
    """A page: an article, or, with `links`, a list whose links of that form are."""

    kind: Literal["page"]
    links: Pattern | None = None


class FolderSource(Common):
    """A folder that files are put into; each is moved on once it is taken."""

    kind: Literal["folder"]
    path: str = Field(min_length=1)
    pattern: str = "*"
    done: FolderName = "done"
    refused: FolderName = "refused"
    settle: Duration = Field(default=2.0, description="a file that has not changed for so long is complete")
    max_bytes: int = Field(default=25_000_000, ge=1, le=200_000_000, description="of one file")
    interval: Interval = Interval(min=2.0, max=2.0)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.done == self.refused:
            raise ValueError("done and refused are one folder")
        return self


class MailSource(Common):
    """A mailbox, read by IMAP and left as it is."""

    kind: Literal["imap"]
    host: Host
    port: int = Field(default=993, ge=1, le=65535)
    tls: Literal["tls", "starttls", "none"] = "tls"
    user: str = Field(min_length=1)
    password: str = Field(min_length=1, description="write ${VARIABLE}")
    mailbox: str = "INBOX"
    allow_hosts: tuple[Host, ...] = ()
    timeout: Duration = 30.0
    max_bytes: int = Field(default=25_000_000, ge=1, le=200_000_000, description="of one mail")
    interval: Interval = Interval(min=30.0, max=600.0)


AnySource = Annotated[
    FeedSource | SitemapSource | PageSource | FolderSource | MailSource, Field(discriminator="kind")
]
WebSource = FeedSource | SitemapSource | PageSource


class SourcesFile(Configured):
    """The sources that ingest asks. `${NAME}` in a text is the environment's, and never shown."""

    user_agent: str = Field(
        default="newsroom-ingest/0.1",
        pattern=r"^[\x20-\x7e]+$",
        description="who asks; an address for complaints belongs here",
    )
    allow_hosts: tuple[Host, ...] = Field(default=(), description="as in a source, for all of them")
    sources: tuple[AnySource, ...] = ()
    trusted_originals: dict[Source, tuple[Source, ...]] = Field(
        default_factory=dict[Source, tuple[Source, ...]],
        json_schema_extra={"additionalProperties": False},  # a name that is none is refused here, too
        description="by source, the others whose articles it may name as the originals of its own; "
        "what it names of any other is put to an editor",
    )

    @field_validator("sources")
    @classmethod
    def _names_differ(cls, sources: tuple[AnySource, ...]) -> tuple[AnySource, ...]:
        names = [source.name for source in sources]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two sources are called {sorted(twice)[0]}")
        return sources

    @field_validator("trusted_originals")
    @classmethod
    def _of_others(cls, trusted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for source, originals in trusted.items():
            if source in originals:
                raise ValueError(f"{source} need not be trusted with originals of its own")
        return trusted

    def trusts(self, source: str, original: str) -> bool:
        """Whether a source may name an article of another as the original of its own."""
        return original in self.trusted_originals.get(source, ())
