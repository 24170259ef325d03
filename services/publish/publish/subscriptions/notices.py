"""Requests about a subscription itself: media types, and whether a receiver answered its challenge."""

import json

_TYPE = "application/cloudevents+json; charset=utf-8"
_BATCH_TYPE = "application/cloudevents-batch+json; charset=utf-8"


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
