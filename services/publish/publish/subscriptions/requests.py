"""Bodies of the calls on subscriptions, and their answers, as the contract has them."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from publish.subscriptions.model import Kind, Name, State, Subscription, Topics

LONGEST_URL = 2000


def web_address(text: str) -> str:
    """The address, where something can be sent there. Raises ValueError with the reason."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError("it is no address") from error
    if parts.scheme not in ("http", "https") or not host or port == 0 or not text.isprintable():
        raise ValueError("it must be an http or https address")
    if parts.username is not None or parts.fragment:
        raise ValueError("it must have neither a user nor a fragment")
    return text


WebAddress = Annotated[str, Field(max_length=LONGEST_URL), AfterValidator(web_address)]
Contact = Annotated[str, Field(min_length=1, max_length=320)]
Batch = Annotated[int, Field(ge=1, le=100)]
Hours = Annotated[float, Field(gt=0, le=24 * 366)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewSubscription(_Body):
    """`POST /v1/subscriptions`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Mirror",
                    "kind": "webhook",
                    "url": "https://subscriber.example/hook",
                    "topics": {"lang": ["az"]},
                    "from": "earliest",
                }
            ]
        }
    )

    name: Name
    kind: Kind
    topics: Topics = Topics()
    start: str = Field(default="now", validation_alias="from", max_length=50)
    max_age_hours: Hours | None = None
    contact: Contact | None = None
    url: WebAddress | None = None
    backup_url: WebAddress | None = None
    batch: Batch = 1

    @model_validator(mode="after")
    def _kind_has_its_fields(self) -> Self:
        if self.kind == "stream" and (self.url or self.backup_url):
            raise ValueError("url: a stream has none")
        if self.kind != "stream" and self.url is None:
            raise ValueError(f"url: a {self.kind} needs the address that is posted to")
        if self.kind == "websub" and (self.backup_url or "batch" in self.model_fields_set):
            raise ValueError("backup_url: only a web hook has one, or batches")
        return self


class SubscriptionChanges(_Body):
    """`PATCH /v1/subscriptions/{id}`: a field that is absent stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "paused"}]})

    name: Name | None = None
    topics: Topics | None = None
    state: Literal["active", "paused", "off"] | None = None
    max_age_hours: Hours | None = None
    contact: Contact | None = None
    url: WebAddress | None = None
    backup_url: WebAddress | None = None
    batch: Batch | None = None

    @model_validator(mode="after")
    def _kept_fields_are_not_null(self) -> Self:
        for name in ("name", "topics", "state", "url", "batch"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name}: it cannot be null")
        return self


class ResendRequest(_Body):
    """`POST …/resend`: one event, by its cursor."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cursor": "1772206380000-0"}]})

    cursor: str = Field(max_length=50)


class ReplayRequest(_Body):
    """`POST …/replay`: the events above `from` up to `to`, both cursors; `to` is today's end if absent."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"from": "1772206380000-0", "to": "1772209980000-0"}]}
    )

    start: str = Field(validation_alias="from", max_length=50)
    end: str | None = Field(default=None, validation_alias="to", max_length=50)


class SecretAnswer(BaseModel):
    """Secret without its value. `public_key` verifies its `v1a` signatures."""

    id: str
    created_at: AwareDatetime
    public_key: str


class SubscriptionAnswer(BaseModel):
    """Subscription as its owner sees it."""

    id: str
    name: str
    kind: Kind
    topics: Topics
    start: str = Field(serialization_alias="from")
    state: State
    cursor: str
    last_confirmed: str | None
    max_age_hours: float | None
    contact: str | None
    undelivered: int = Field(description="events that wait for another attempt")
    url: str | None = None
    backup_url: str | None = None
    batch: int | None = None
    secrets: list[SecretAnswer] | None = None
    stream: str | None = None
    feed: str | None = Field(default=None, description="address of the feed that is sent (websub)")
    lease_until: AwareDatetime | None = Field(
        default=None, description="instant at which the subscriber is asked again whether it wants the feed"
    )

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        progress = subscription.progress
        answer = cls(
            id=subscription.id,
            name=subscription.name,
            kind=subscription.kind,
            topics=subscription.topics,
            start=subscription.start,
            state=subscription.state,
            cursor=progress.cursor,
            last_confirmed=progress.last_confirmed,
            max_age_hours=subscription.max_age_hours,
            contact=subscription.contact,
            undelivered=sum(len(owed.cursors) for owed in progress.undelivered),
        )
        if subscription.lease is not None:
            lease = subscription.lease
            update = {"url": subscription.url, "feed": lease.feed, "lease_until": lease.until}
            return answer.model_copy(update=update)
        if subscription.kind != "webhook":
            return answer
        secrets = [
            SecretAnswer(id=secret.id, created_at=secret.created_at, public_key=secret.public_key)
            for secret in subscription.secrets
        ]
        return answer.model_copy(
            update={
                "url": subscription.url,
                "backup_url": subscription.backup_url,
                "batch": subscription.batch,
                "secrets": secrets,
            }
        )


class CreatedAnswer(SubscriptionAnswer):
    """Subscription just made; `secret` is shown this once."""

    secret: str | None = None


class RotatedAnswer(SecretAnswer):
    """Secret just made; `secret` is shown this once."""

    secret: str


class SubscriptionList(BaseModel):
    """Page of a key's subscriptions; `cursor` leads to the next, null on the last."""

    subscriptions: list[SubscriptionAnswer]
    cursor: str | None


class DeliveryAnswer(BaseModel):
    """Attempt at a delivery; `status` is null where no answer came, and `error` says why."""

    id: str
    at: AwareDatetime
    url: str
    cursors: Sequence[str]
    attempt: int
    delivered: bool
    status: int | None
    error: str | None
    excerpt: str
    seconds: float


class DeliveryList(BaseModel):
    """Page of the delivery log, newest first."""

    deliveries: list[DeliveryAnswer]
    cursor: str | None
