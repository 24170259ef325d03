"""Registry of all filters in use, and the ring that they are cut from."""

import asyncio
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

from newsroom.events.topics import Filter, Topic
from newsroom.live.entries import WITHDRAWN
from newsroom.live.framing import Frame
from newsroom.live.group import Group
from newsroom.live.ring import Ring
from newsroom.live.ring_redaction import Redact, withdraw
from newsroom.live.settings import LiveSettings

_ANY: Topic = ""
_TIDIED_AT_ONCE = 256


class FullError(Exception):
    """No more readers, or no more different filters, fit; `of_address` where others are still admitted."""

    def __init__(self, reason: str, *, of_address: bool = False) -> None:
        super().__init__(reason)
        self.of_address = of_address


class Groups:
    """The groups by their filters. One that nobody reads is kept until its place is needed."""

    def __init__(self, ring: Ring, settings: LiveSettings, redact: Redact) -> None:
        self.ring = ring
        self._settings = settings
        self._redact = redact
        self._by_filter: dict[Filter, Group] = {}
        # By one name's topics of each filter: an event costs by the filters that may want it, not by all.
        self._by_topic: dict[Topic, dict[Filter, Group]] = {}

    def __iter__(self) -> Iterator[Group]:
        return iter(self._by_filter.values())

    def __len__(self) -> int:
        return len(self._by_filter)

    @contextmanager
    def pinned(self, wanted: Filter) -> Generator[Group]:
        """The group of a filter, kept while inside. Raises FullError."""
        group = self._by_filter.get(wanted) or self._add(wanted)
        group.pins += 1
        try:
            yield group
        finally:
            group.pins -= 1

    def take(self, frame: Frame, change: str) -> list[Group]:
        """Puts a frame into all rings that want it; the groups that got something to write."""
        if change == WITHDRAWN or frame.only_headline is not None:
            self._withdraw(frame.article_id, frame.only_headline)
        self.ring.append(frame)
        self.ring.forget_down_to(self._settings.ring_events, self._settings.ring_bytes)
        wanting = [group for group in self._candidates(frame) if group.wants(frame)]
        for group in wanting:
            group.take(frame)
            group.ring.forget_up_to(self.ring.floor)
        return wanting

    async def tidy(self) -> None:
        """Lets go of what is no longer needed, some groups at a time."""
        for number, group in enumerate(list(self), 1):
            group.ring.forget_up_to(self.ring.floor)
            group.compact(self._settings.slice_size)
            group.forget_piece()
            if not number % _TIDIED_AT_ONCE:
                await asyncio.sleep(0)

    def _withdraw(self, article_id: str, only_headline: str | None) -> None:
        withdraw(self.ring, article_id, self._redact, only_headline)
        self.ring.recount()
        for group in self:
            group.ring.forget_up_to(self.ring.floor)
            group.forget_piece()

    def _candidates(self, frame: Frame) -> Iterable[Group]:
        """The groups that may want a frame, each once."""
        candidates = dict(self._by_topic.get(_ANY, {}))
        for topic in frame.topics_before | frame.topics_after:
            candidates.update(self._by_topic.get(topic, {}))
        return candidates.values()

    def _add(self, wanted: Filter) -> Group:
        if len(self._by_filter) >= self._settings.filters:
            unread = next((other for other, group in self._by_filter.items() if not group.pins), None)
            if unread is not None:
                self._drop(unread)
            elif wanted.categories or wanted.tags:  # of languages alone there are only so many
                raise FullError("Too many different filters are read at once.")
        group = self._by_filter[wanted] = Group(wanted, self.ring)
        for topic in _indexed_by(wanted):
            self._by_topic.setdefault(topic, {})[wanted] = group
        return group

    def _drop(self, unread: Filter) -> None:
        del self._by_filter[unread]
        for topic in _indexed_by(unread):
            del self._by_topic[topic][unread]
            if not self._by_topic[topic]:
                del self._by_topic[topic]


def _indexed_by(wanted: Filter) -> Iterable[Topic]:
    """Topics of which an event has at least one, if the filter wants it: those of the rarest name."""
    return wanted.rarest or (_ANY,)
