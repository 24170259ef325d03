"""Restoration of the live log after a loss of Redis: its entries under the same ids, and its numbers."""

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.streams.cursor import Cursor
from newsroom.streams.publisher import Publisher
from publish.log.ports import LogArchive, LogRebuild, RecentLog

_PAGE = 500


async def restore_live_log(
    archive: LogArchive, recent: RecentLog, publisher: Publisher, oldest_kept_ms: int, fence: str
) -> int:
    """Puts archived entries back, and the numbers that append_once goes by; returns how many articles.

    Idempotent, also where replicas race: the log is rebuilt only from the whole archive, which nobody adds
    to before its numbers are back, and swapped in only under the fence; a number is only raised. Changes
    that were shown but never archived are appended again by the sweep for changes left behind.
    """
    after = str(Cursor(max(0, oldest_kept_ms), 0))
    newest = await archive.latest()
    if newest is not None:
        all_is_archived = await recent.newest_above(newest) is None
        if all_is_archived and await _lacks_any(archive, recent, after):
            await _fill(recent.rebuild(fence), archive, after)
        await recent.continue_above(newest)
        await archive.remove_again()
    return await _raise_numbers(archive, publisher)


async def _lacks_any(archive: LogArchive, recent: RecentLog, after: str) -> bool:
    while page := await archive.page(after, _PAGE):
        if not await recent.holds([change.cursor for change in page]):
            return True
        after = page[-1].cursor
    return False


async def _fill(rebuild: LogRebuild, archive: LogArchive, after: str) -> None:
    while page := await archive.page(after, _PAGE):
        await rebuild.add(page)
        after = page[-1].cursor
    await rebuild.swap_in()


async def _raise_numbers(archive: LogArchive, publisher: Publisher) -> int:
    restored = 0
    numbers: list[tuple[str, int]] = []
    async for number in archive.logged_seqs():
        numbers.append(number)
        restored += 1
        if len(numbers) == _PAGE:
            await publisher.raise_numbers(ARTICLE_PUBLISHED.stream, numbers)
            numbers = []
    await publisher.raise_numbers(ARTICLE_PUBLISHED.stream, numbers)
    return restored
