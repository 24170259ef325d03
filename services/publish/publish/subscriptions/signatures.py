"""Signatures after Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks). Pure.

`v1` is HMAC-SHA256, `v1a` Ed25519, both over `id.timestamp.body`; each secret of a rotation adds its own.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from publish.subscriptions.secrets import Secret


def signed_headers(
    webhook_id: str, at: datetime, body: bytes, secrets: Sequence[Secret]
) -> Mapping[str, str]:
    """The three headers of one attempt, begun at `at`."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    signatures = [signature for secret in secrets for signature in _signatures(secret, content)]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def _signatures(secret: Secret, content: bytes) -> tuple[str, str]:
    digest = hmac.digest(secret.symmetric, content, "sha256")
    return f"v1,{_text(digest)}", f"v1a,{_text(secret.private.sign(content))}"


def _text(signature: bytes) -> str:
    return base64.b64encode(signature).decode()
