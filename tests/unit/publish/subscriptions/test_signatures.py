"""Signatures as two verifiers see them: the published library, and one by the specification alone."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from publish.subscriptions.secrets import Sealer, SealingError, Secret
from publish.subscriptions.signatures import signed_headers

NOW = datetime.now(UTC)
BODY = '{"specversion":"1.0","data":{"headline":"Ə, Я"}}'.encode()


def signed(*secrets: Secret, at: datetime | None = None, body: bytes = BODY) -> Mapping[str, str]:
    return signed_headers("id.1", at or datetime.now(UTC), body, secrets)


def test_the_published_library_verifies_each_secret_of_a_rotation() -> None:
    old, new = Secret.generate(), Secret.generate()
    headers = dict(signed(old, new))
    for secret in (old, new):
        assert Webhook(secret.text).verify(BODY, headers)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY + b" "),
        ({"webhook-id": "id.2"}, BODY),
        ({"webhook-timestamp": str(int(NOW.timestamp()) - 1)}, BODY),
    ],
)
def test_what_was_altered_is_refused(headers: Mapping[str, str], body: bytes) -> None:
    secret = Secret.generate()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.text).verify(body, {**signed(secret), **headers})


def test_what_is_replayed_late_is_refused() -> None:
    secret = Secret.generate()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret.text).verify(BODY, dict(signed(secret, at=NOW - timedelta(hours=1))))


def test_both_versions_are_as_the_specification_says() -> None:
    secret = Secret.generate()
    headers = signed(secret)
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + BODY
    versions = dict(part.split(",", 1) for part in headers["webhook-signature"].split(" "))
    assert secret.text.startswith("whsec_")
    key = base64.b64decode(secret.text.removeprefix("whsec_"))
    assert 24 <= len(key) <= 64
    assert base64.b64decode(versions["v1"]) == hmac.new(key, content, hashlib.sha256).digest()
    assert secret.public_key.startswith("whpk_")
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(secret.public_key.removeprefix("whpk_")))
    public.verify(base64.b64decode(versions["v1a"]), content)
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(versions["v1a"]), content + b" ")


def test_a_sealed_secret_opens_with_any_configured_key_and_with_no_other() -> None:
    secret = Secret.generate()
    sealed = Sealer(["the first key of all"]).seal(secret, NOW)
    assert secret.text not in sealed.model_dump_json()
    opened = Sealer(["a newer key than that", "the first key of all"]).open(sealed)
    assert (opened.text, opened.public_key) == (secret.text, secret.public_key)
    with pytest.raises(SealingError):
        Sealer(["a newer key than that"]).open(sealed)
    with pytest.raises(SealingError):
        Sealer([]).open(sealed)
