"""After a loss of Redis: the live log under the same ids, and its numbers, from the archive."""

from newsroom.streams.publisher import Publisher
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import STREAM, RedisLiveLog

_PAGE = 500


async def restore_live_log(
    archive: MongoLiveLog, log: RedisLiveLog, publisher: Publisher, oldest_kept_ms: int
) -> int:
    """Puts archived entries back, and the numbers that append_once goes by; returns how many articles.

    Safe to repeat and to race: an entry is put back only in order, and a number only raised. What was
    shown but never archived is appended anew by the sweep for changes left behind.
    """
    after = f"{oldest_kept_ms}-0"
    while page := await archive.page(after, _PAGE):
        for change in page:
            await log.restore_entry(change.cursor, change.encoded)
        after = page[-1].cursor
    if newest := await archive.latest():
        await log.go_on_above(newest)
    restored = 0
    numbers: list[tuple[str, int]] = []
    async for number in archive.logged_seqs():
        numbers.append(number)
        restored += 1
        if len(numbers) == _PAGE:
            await publisher.raise_numbers(STREAM, numbers)
            numbers = []
    await publisher.raise_numbers(STREAM, numbers)
    return restored
