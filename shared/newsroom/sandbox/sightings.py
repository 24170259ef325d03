"""Sightings: which events the subscriber was sent, for a script that waits until it was."""

import asyncio


class Sightings:
    """Articles with the highest `seq` of each that the subscriber took."""

    def __init__(self) -> None:
        self._highest: dict[str, int] = {}
        self._changed = asyncio.Condition()

    async def note(self, article_id: str, seq: int) -> None:
        async with self._changed:
            self._highest[article_id] = max(seq, self._highest.get(article_id, 0))
            self._changed.notify_all()

    async def wait(self, article_id: str, seq: int, seconds: float) -> bool:
        """Whether it took this event or a later one of the article within so many seconds."""

        async def taken() -> None:
            async with self._changed:
                await self._changed.wait_for(lambda: self._highest.get(article_id, 0) >= seq)

        try:
            await asyncio.wait_for(taken(), seconds)
        except TimeoutError:
            return False
        return True
