"""After a loss of Redis: the live log under the same ids, and its numbers, from the archive."""

from newsroom.streams.publisher import Publisher
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import STREAM, RedisLiveLog
from publish.adapters.redis_log_rebuild import LogAnew

_PAGE = 500


async def restore_live_log(
    archive: MongoLiveLog, log: RedisLiveLog, publisher: Publisher, oldest_kept_ms: int
) -> int:
    """Puts archived entries back, and the numbers that append_once goes by; returns how many articles.

    Safe to repeat and to race: the log is made anew only from all it ever said, which nobody adds to
    before its numbers are back, and a number is only raised. What was shown but never archived is appended
    anew by the sweep for changes left behind.
    """
    after = f"{oldest_kept_ms}-0"
    newest = await archive.latest()
    if newest is not None:
        all_is_archived = await log.newest_above(newest) is None
        if all_is_archived and await _lacks_any(archive, log, after):
            await _make(log.anew(publisher.epoch), archive, after)
        await log.go_on_above(newest)
    return await _raise_numbers(archive, publisher)


async def _lacks_any(archive: MongoLiveLog, log: RedisLiveLog, after: str) -> bool:
    while page := await archive.page(after, _PAGE):
        if not await log.holds([change.cursor for change in page]):
            return True
        after = page[-1].cursor
    return False


async def _make(anew: LogAnew, archive: MongoLiveLog, after: str) -> None:
    while page := await archive.page(after, _PAGE):
        await anew.add(page)
        after = page[-1].cursor
    await anew.put_in_place()


async def _raise_numbers(archive: MongoLiveLog, publisher: Publisher) -> int:
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
