"""Rendering of entries as they may be shown at this moment: of what was withdrawn nothing is left.

What may be shown is asked anew for every attempt; questions of the same moment go to the store as one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Protocol

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.streams.cursor import Cursor
from publish.log.logged_change import LoggedChange
from publish.log.redact import Hidden, named_articles, replayable
from publish.subscriptions.ports import LogPages
from publish.visibility.facts import ArticleFacts

_REMEMBERED = 16 * 2**20  # bytes of entries


class KnownFacts(Protocol):
    """Store of the articles' facts."""

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]: ...


class HiddenArticles(Protocol):
    """Store of what must not be shown any more."""

    async def hidden(self, article_ids: Iterable[str]) -> list[Hidden]: ...


class Renderer:
    """Reads entries by their cursors; the newest are remembered, what hides them never is."""

    def __init__(self, log: LogPages, hidden: HiddenArticles, facts: KnownFacts) -> None:
        self._log = log
        self._facts = facts
        self._hidden = hidden
        self._entries: OrderedDict[str, bytes | LoggedChange] = OrderedDict()
        self._size = 0
        self._asked: set[str] = set()
        self._answer: asyncio.Task[Sequence[Hidden]] | None = None

    def remember(self, cursor: str, entry: bytes | LoggedChange) -> None:
        """Keeps an entry that is about to be delivered; encoded alone it is decoded when it is rendered."""
        if (known := self._entries.pop(cursor, None)) is not None:
            self._size -= _weight(known)
        self._entries[cursor] = entry
        self._size += _weight(entry)
        while self._size > _REMEMBERED:
            self._size -= _weight(self._entries.popitem(last=False)[1])

    async def render(self, cursors: Sequence[Cursor]) -> list[LoggedChange]:
        """The changes that may be shown, in the order of the cursors. Raises StoreUnavailableError."""
        changes = [change for cursor in cursors if (change := await self._entry(cursor)) is not None]
        if not changes:
            return []
        hidden = await self._hidden_now(named_articles(changes))
        return replayable(changes, hidden)

    async def is_last_state(self, change: LiveChange, since: Cursor) -> bool:
        """Whether it is the newest change of an article that was there before a cursor."""
        facts = (await self._facts.articles([change.article.id])).get(change.article.id)
        if facts is None or facts.content is None or facts.seq != change.seq:
            return False
        return facts.content.first_received_at.timestamp() * 1000 <= since.ms

    async def _entry(self, cursor: Cursor) -> LoggedChange | None:
        text = str(cursor)
        known = self._entries.get(text)
        if isinstance(known, LoggedChange):
            return known
        if known is not None:
            change = LoggedChange(text, ARTICLE_PUBLISHED.decode(known).data, known)
        else:
            page = await self._log.page(str(cursor.before), 1)
            if not page or page[0].cursor != text:
                return None
            change = page[0]
        self.remember(text, change)
        return change

    async def _hidden_now(self, article_ids: set[str]) -> Sequence[Hidden]:
        """As the store says after this call: one question for all who ask at this moment."""
        self._asked |= article_ids
        if self._answer is None:
            self._answer = asyncio.create_task(self._ask())
        answer = await asyncio.shield(self._answer)
        return [article for article in answer if article.id in article_ids]

    async def _ask(self) -> Sequence[Hidden]:
        await asyncio.sleep(0)  # whoever asks in this turn of the loop is part of it
        asked, self._asked, self._answer = self._asked, set(), None
        return await self._hidden.hidden(asked)


def _weight(entry: bytes | LoggedChange) -> int:
    """Bytes, roughly: a decoded change holds its text once more."""
    return len(entry) if isinstance(entry, bytes) else 3 * len(entry.encoded)
