"""Index of subscriptions by their topics: an event costs what its matches cost. Pure."""

from collections import defaultdict
from collections.abc import Iterator

from newsroom.events.topics import Filter, Topic, category_topic, language_topic, tag_topic


class TopicIndex:
    """Subscriptions under the topics of their most selective name; those without topics under none."""

    def __init__(self) -> None:
        self._filters: dict[str, Filter] = {}
        self._by_topic: defaultdict[Topic | None, dict[str, Filter]] = defaultdict(dict[str, Filter])

    def put(self, subscription_id: str, wanted: Filter) -> None:
        """Enters a subscription, or its new filter."""
        self.remove(subscription_id)
        self._filters[subscription_id] = wanted
        for topic in _keys(wanted):
            self._by_topic[topic][subscription_id] = wanted

    def remove(self, subscription_id: str) -> None:
        wanted = self._filters.pop(subscription_id, None)
        for topic in _keys(wanted) if wanted is not None else ():
            del self._by_topic[topic][subscription_id]
            if not self._by_topic[topic]:
                del self._by_topic[topic]

    def matches(self, before: frozenset[Topic], after: frozenset[Topic]) -> Iterator[str]:
        """The subscriptions that want a change from these topics to those, each once."""
        seen: set[str] = set()
        for topic in (None, *(before | after)):
            for subscription_id, wanted in self._by_topic.get(topic, {}).items():
                if subscription_id not in seen and wanted.matches_change(before, after):
                    seen.add(subscription_id)
                    yield subscription_id


def _keys(wanted: Filter) -> tuple[Topic | None, ...]:
    for names, topic_of in (
        (wanted.tags, tag_topic),
        (wanted.categories, category_topic),
        (wanted.languages, language_topic),
    ):
        if names:
            return tuple(map(topic_of, sorted(names)))
    return (None,)
