"""Who sends a request: the holder of its key, and where it came from."""

from dataclasses import dataclass, replace

from fastapi import Request

from ingest.access.keys import KeyRing, Sender
from newsroom.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Senders:
    """Tells who sends a request."""

    keys: KeyRing
    clock: Clock

    def __call__(self, request: Request) -> Sender:
        """Raises ProblemError where nobody we know does."""
        known = self.keys.sender(request.headers.get("authorization"), self.clock.now())
        return replace(known, address=request.client.host if request.client else None)
