"""Events about a subscription itself, which its web hook is sent: verification, a test, a pause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

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
