"""The state of a source between its polls."""

from hashlib import sha256

from pydantic import AwareDatetime, BaseModel, ConfigDict

from ingest.fetching.outcomes import Conditions
from ingest.sources.config.models import AnySource
from ingest.sources.polling.arrivals import Arrivals


class SourceState(BaseModel):
    """A source's state, under the `fingerprint` of the configuration that it belongs to.

    `refused` counts the articles that the last poll refused, `refusals` are the last reasons.

    Of the web: `url` is where the source moved to for good; `etag`, `last_modified` and `body` (a hash) are
    of what Redis has all articles of, `unread` is the hash of what could not be read; `pages` maps pages
    that were read to what they were then. Of mail: `uid` is the highest one taken under `uid_validity`.
    """

    model_config = ConfigDict(frozen=True)

    fingerprint: str = ""
    interval: float | None = None
    due: AwareDatetime | None = None
    last_poll: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    last_new_article: AwareDatetime | None = None
    failures: int = 0
    problem: str | None = None
    disabled: str | None = None
    refused: int = 0
    refusals: tuple[str, ...] = ()
    silent_since: AwareDatetime | None = None
    arrivals: Arrivals = Arrivals()
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None
    unread: str | None = None
    pages: dict[str, str] = {}
    uid_validity: int | None = None
    uid: int = 0

    @property
    def conditions(self) -> Conditions:
        return Conditions(self.etag, self.last_modified)

    def encode(self) -> bytes:
        return self.model_dump_json(exclude_defaults=True).encode()


def fingerprint(source: AnySource) -> str:
    """Of what makes articles of a source differ; when it is asked is not part of that."""
    shaping = source.model_dump_json(
        exclude={"interval", "silence", "enabled", "headers", "timeout", "password"}
    )
    return sha256(shaping.encode()).hexdigest()[:16]


def of_configuration(state: SourceState, source: AnySource) -> SourceState:
    """The state as far as it belongs to this configuration: another one is read from the start.

    What was learned of its rhythm stays, for its name stays.
    """
    now = fingerprint(source)
    if state.fingerprint == now:
        return state
    return SourceState(
        fingerprint=now,
        interval=state.interval,
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_new_article=state.last_new_article,
        silent_since=state.silent_since,
        arrivals=state.arrivals,
    )
