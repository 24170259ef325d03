"""Dead letters: entries that could not be handled, parked with the reason, to be replayed by hand.

Each is an entry on `<stream>.<group>.dead` with the one field `__data__`, a ParkedEntry as JSON; the
fields of the parked entry are kept byte for byte.
"""

import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from pydantic import AwareDatetime, BaseModel, ConfigDict

from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import dead_letter_stream
from newsroom.streams.wire import FIELD, Entry

# Park and acknowledge atomically, so that a crash between the two neither loses nor doubles the letter.
# XACK answers 0 where another consumer has settled the entry: parking is then a no-op (a fencing check).
_PARK = """
if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 1 then
  return redis.call('XADD', KEYS[2], '*', ARGV[3], ARGV[4])
end
return false
"""
# Append the entry to its stream again and delete the letter, atomically.
_REPLAY = """
if redis.call('XDEL', KEYS[2], ARGV[1]) == 0 then return false end
return redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
"""


class ParkedEntry(BaseModel):
    """Parked entry with its reason. `fields` are base64, since an entry may hold any bytes."""

    model_config = ConfigDict(frozen=True)

    stream: str
    group: str
    entry_id: str
    reason: str
    attempts: int
    first_failure: AwareDatetime
    parked_at: AwareDatetime
    fields: dict[str, str]

    @property
    def entry(self) -> Entry:
        """The entry as it was."""
        decode = base64.b64decode
        return Entry(self.stream, self.entry_id, {decode(k): decode(v) for k, v in self.fields.items()})


@dataclass(frozen=True, slots=True)
class DeadLetterEntry:
    """Dead letter on its stream: `stream` is the dead-letter stream, `id` its entry id there."""

    stream: str
    id: str
    parked: ParkedEntry


def encode_fields(fields: Mapping[bytes, bytes]) -> dict[str, str]:
    """An entry's fields as text that JSON can carry."""
    return {base64.b64encode(k).decode(): base64.b64encode(v).decode() for k, v in fields.items()}


class DeadLetters:
    """Store of dead letters: parks, lists, replays and drops them."""

    def __init__(self, redis: RedisClient) -> None:
        self._redis = redis
        self._park = redis.register_script(_PARK)
        self._replay = redis.register_script(_REPLAY)

    async def park(self, parked: ParkedEntry) -> bool:
        """Parks the entry and acknowledges it, atomically; False where it had been settled already."""
        answer: bytes | None = await self._park(
            keys=[parked.stream, dead_letter_stream(parked.stream, parked.group)],
            args=[parked.group, parked.entry_id, FIELD, parked.model_dump_json()],
        )
        return answer is not None

    async def streams(self) -> list[str]:
        """The dead-letter streams there are."""
        return sorted([key.decode() async for key in self._redis.scan_iter("*.dead", _type="stream")])

    async def letters(self, stream: str) -> AsyncIterator[DeadLetterEntry]:
        """The letters on one dead-letter stream, oldest first."""
        start = "-"
        while entries := await read_range(self._redis, stream, start=start, count=100):
            for entry in entries:
                yield _letter(entry)
            start = f"({entries[-1].id}"

    async def find(self, stream: str, letter_id: str) -> DeadLetterEntry | None:
        """One letter, or None."""
        entries = await read_range(self._redis, stream, start=letter_id, end=letter_id)
        return _letter(entries[0]) if entries else None

    async def replay(self, letter: DeadLetterEntry) -> bool:
        """Appends the parked entry to its stream again and drops the letter, atomically; False without one.

        Every group of the stream reads it again, which is harmless: handlers are idempotent.
        """
        entry = letter.parked.entry
        args: list[str | bytes] = [letter.id]
        for name, value in entry.fields.items():
            args += (name, value)
        answer: bytes | None = await self._replay(keys=[entry.stream, letter.stream], args=args)
        return answer is not None

    async def drop(self, letter: DeadLetterEntry) -> bool:
        """Drops the letter for good."""
        return bool(await self._redis.xdel(letter.stream, letter.id))


def _letter(entry: Entry) -> DeadLetterEntry:
    return DeadLetterEntry(entry.stream, entry.id, ParkedEntry.model_validate_json(entry.encoded or b""))
