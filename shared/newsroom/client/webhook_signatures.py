"""Signatures `v1` of web hooks after Standard Webhooks 1.0, for whoever sends or receives them. Pure.

https://github.com/standard-webhooks/standard-webhooks: HMAC-SHA256 over `id.timestamp.body`.
"""

import base64
import hmac

_PREFIX = "whsec_"
SCHEME = "v1,"


def key_of(secret: str) -> bytes:
    """The key in a secret as its owner gets it, `whsec_…`. Raises ValueError for another text."""
    return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)


def digest(key: bytes, webhook_id: str, timestamp: str, body: bytes) -> bytes:
    """The bare signature of a request."""
    return hmac.digest(key, b".".join((webhook_id.encode(), timestamp.encode(), body)), "sha256")


def signature(key: bytes, webhook_id: str, timestamp: str, body: bytes) -> str:
    """The signature as a header has it."""
    return SCHEME + base64.b64encode(digest(key, webhook_id, timestamp, body)).decode()
