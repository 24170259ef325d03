"""Mirror of a subscriber as it shows it: a JSON array at an address, or in a file."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import ValidationError

from newsroom.sandbox.judge import MIRROR, MirrorItem


class MirrorError(Exception):
    """Mirror that cannot be read, with the reason."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Mirror at an http(s) address or in a file."""

    http: httpx.AsyncClient
    place: str

    async def read(self, *, is_last: bool) -> Sequence[MirrorItem] | None:
        """Its articles; None where it cannot be read now. Raises MirrorError instead where `is_last`."""
        try:
            return MIRROR.validate_json(await self._content())
        except (OSError, httpx.HTTPError, httpx.InvalidURL, ValidationError) as error:
            if is_last:
                raise MirrorError(f"the mirror at {self.place} cannot be read: {_reason(error)}") from error
            return None

    async def _content(self) -> bytes:
        if not self.place.startswith(("http://", "https://")):
            return await asyncio.to_thread(Path(self.place).read_bytes)
        response = await self.http.get(self.place)
        return response.raise_for_status().content


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        [first, *_] = error.errors()
        return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
    return str(error) or repr(error)
