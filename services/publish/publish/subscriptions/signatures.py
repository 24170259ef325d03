"""Signatures after Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks). Pure.

`v1` is HMAC-SHA256, `v1a` Ed25519, both over `id.timestamp.body`; each secret of a rotation adds its own.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime

from newsroom.client import webhook_signatures
from publish.subscriptions.secrets import Secret


def signed_headers(
    webhook_id: str, at: datetime, body: bytes, secrets: Sequence[Secret]
) -> Mapping[str, str]:
    """The three headers of one attempt, begun at `at`."""
    timestamp = str(int(at.timestamp()))
    signatures = [
        signature for secret in secrets for signature in _signatures(secret, webhook_id, timestamp, body)
    ]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signatures(secret: Secret, webhook_id: str, timestamp: str, body: bytes) -> tuple[str, str]:
    signed = secret.private.sign(b".".join((webhook_id.encode(), timestamp.encode(), body)))
    return (
        webhook_signatures.signature(secret.symmetric, webhook_id, timestamp, body),
        f"v1a,{base64.b64encode(signed).decode()}",
    )
