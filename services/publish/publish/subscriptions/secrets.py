"""Signing secrets of web hooks: made here, shown once, encrypted at rest."""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from publish.subscriptions.model import SealedSecret

SIGNING = 2  # secrets that sign during a rotation: the newest ones
_BYTES = 32
_PREFIX, _PUBLIC_PREFIX = "whsec_", "whpk_"


class SealingError(Exception):
    """No key opens a sealed secret, or none is configured."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Pair of one rotation: the shared key of `v1`, and the private key of `v1a` (Standard Webhooks)."""

    symmetric: bytes
    private: Ed25519PrivateKey

    @classmethod
    def generate(cls) -> "Secret":
        return cls(secrets.token_bytes(_BYTES), Ed25519PrivateKey.generate())

    @property
    def text(self) -> str:
        """The shared key as its owner gets it."""
        return _PREFIX + base64.b64encode(self.symmetric).decode()

    @property
    def public_key(self) -> str:
        return _PUBLIC_PREFIX + base64.b64encode(self.private.public_key().public_bytes_raw()).decode()


class Sealer:
    """Encrypts secrets with the first of the configured keys, and opens them with any (rotation)."""

    def __init__(self, keys: Sequence[str]) -> None:
        digests = [hashlib.sha256(b"newsroom web hook secrets\0" + key.encode()).digest() for key in keys]
        fernets = [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
        self._fernet = MultiFernet(fernets) if fernets else None

    @property
    def is_ready(self) -> bool:
        """Whether a key is configured."""
        return self._fernet is not None

    def seal(self, secret: Secret, created_at: datetime) -> SealedSecret:
        """Raises SealingError."""
        parts = [secret.symmetric, secret.private.private_bytes_raw()]
        encoded = json.dumps([base64.b64encode(part).decode() for part in parts])
        return SealedSecret(
            id=f"sec_{secrets.token_hex(6)}",
            created_at=created_at,
            sealed=self.encrypt(encoded.encode()),
            public_key=secret.public_key,
        )

    def open(self, sealed: SealedSecret) -> Secret:
        """Raises SealingError."""
        symmetric, private = (base64.b64decode(part) for part in json.loads(self.decrypt(sealed.sealed)))
        return Secret(symmetric, Ed25519PrivateKey.from_private_bytes(private))

    def encrypt(self, secret: bytes) -> str:
        """Encrypts any secret, a subscriber's own. Raises SealingError."""
        return self._ready().encrypt(secret).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Raises SealingError."""
        try:
            return self._ready().decrypt(encrypted.encode())
        except InvalidToken as error:
            raise SealingError("no key of NEWSROOM_SECRETS_KEY opens this secret") from error

    def _ready(self) -> MultiFernet:
        if self._fernet is None:
            raise SealingError("NEWSROOM_SECRETS_KEY is not set")
        return self._fernet
