"""Events about a subscription itself: its verification, a test, its pause. CloudEvents of their own types."""

import json
from datetime import datetime

from newsroom.events.envelope import dataschema, rfc3339
from publish.subscriptions.model import Subscription

VERIFIED = "newsroom.subscription-verified.v1"
TESTED = "newsroom.subscription-tested.v1"
PAUSED = "newsroom.subscription-paused.v1"
_TYPE = "application/cloudevents+json; charset=utf-8"
_BATCH_TYPE = "application/cloudevents-batch+json; charset=utf-8"


def notice(
    kind: str, subscription: Subscription, number: str, at: datetime, **data: str | None
) -> tuple[str, bytes]:
    """The id and the encoded event. `number` tells notices of one type and subscription apart."""
    event_id = f"{subscription.id}.{kind.split('.')[1].removeprefix('subscription-')}.{number}"
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/newsroom/publish",
        "type": kind,
        "subject": subscription.id,
        "time": rfc3339(at),
        "datacontenttype": "application/json",
        "dataschema": dataschema(kind),
        "data": {"subscription": subscription.id, **data},
    }
    return event_id, json.dumps(event, ensure_ascii=False).encode()


def content_type(*, batch: bool) -> str:
    """The media type of a request: CloudEvents' structured or batched mode."""
    return _BATCH_TYPE if batch else _TYPE


def answers_challenge(body: bytes, challenge: str) -> bool:
    """Whether a receiver proved that it expects us."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("challenge") == challenge
