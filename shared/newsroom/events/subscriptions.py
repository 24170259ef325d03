"""Events about a subscription itself: what its web hook is sent, and what the desk orders of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter

from newsroom.events.envelope import Contract, Event, dataschema

VERIFIED: Final = "newsroom.subscription-verified.v1"
TESTED: Final = "newsroom.subscription-tested.v1"
PAUSED: Final = "newsroom.subscription-paused.v1"
NOTICES: Mapping[str, str] = {
    VERIFIED: "a challenge that the receiver answers",
    TESTED: "a test that somebody asked for",
    PAUSED: "the subscription is paused, with the reason: to its backup address",
}


class SubscriptionNotice(Contract):
    """`subscription` is its id. A verification has a `challenge`, a pause a `reason`."""

    subscription: str
    challenge: str | None = None
    reason: str | None = None


SubscriptionId = Annotated[str, StringConstraints(pattern=r"^sub_[0-9a-f]{20}$")]
SubscriptionVerb = Literal["create", "activate", "pause", "test", "resend", "replay"]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class SubscriptionTerms(Contract):
    """Terms of a subscription that the desk makes for an owner, who gets its secret by rotating it."""

    owner: _Text
    name: _Text
    kind: Literal["stream", "webhook"]
    languages: tuple[_Text, ...] = ()
    categories: tuple[_Text, ...] = ()
    tags: tuple[_Text, ...] = ()
    start: _Text = "now"
    url: _Text | None = None


class SubscriptionOrder(Contract):
    """Order of an editor about a subscription, which publish carries out: the data of `subscription-ordered`.

    `terms` are those of one to be made under this id. `cursor` is the event to resend, or the one above which
    the log is replayed.
    """

    subscription_id: SubscriptionId
    number: int = Field(ge=1)
    order: SubscriptionVerb
    editor: str
    reason: str | None = None
    ordered_at: AwareDatetime
    cursor: _Text | None = None
    terms: SubscriptionTerms | None = None


_EVENT = TypeAdapter(Event[SubscriptionNotice])


def notice(type_: str, data: SubscriptionNotice, number: str, time: datetime) -> Event[SubscriptionNotice]:
    """The event. `number` tells those of one type and subscription apart."""
    return Event[SubscriptionNotice](
        id=f"{data.subscription}.{type_.split('.')[1].removeprefix('subscription-')}.{number}",
        source="/newsroom/publish",
        type=type_,
        subject=data.subscription,
        time=time,
        dataschema=dataschema(type_),
        data=data,
    )


def encode_notice(event: Event[SubscriptionNotice]) -> bytes:
    """The event in CloudEvents' JSON format."""
    return _EVENT.dump_json(event, exclude_none=True)
