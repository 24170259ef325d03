"""Topics and filters of a subscription: a language, a category, a tag, or any combination."""

from collections.abc import Iterable
from dataclasses import dataclass, field

Topic = str


def language_topic(language: str) -> Topic:
    return f"lang:{language}"


def category_topic(category: str) -> Topic:
    return f"category:{category}"


def tag_topic(tag_id: str) -> Topic:
    return f"tag:{tag_id}"


def topics_of(language: str, category: str | None, tag_ids: Iterable[str]) -> tuple[Topic, ...]:
    """All topics of one article, sorted, without repeats."""
    topics = {language_topic(language), *map(tag_topic, tag_ids)}
    if category is not None:
        topics.add(category_topic(category))
    return tuple(sorted(topics))


@dataclass(frozen=True, slots=True)
class Filter:
    """Filter of a subscription: "or" within one name, "and" across names; an empty name admits everything."""

    languages: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    _wanted: tuple[frozenset[Topic], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Computed once: the live stream evaluates every filter for every event.
        wanted = (
            frozenset(map(language_topic, self.languages)),
            frozenset(map(category_topic, self.categories)),
            frozenset(map(tag_topic, self.tags)),
        )
        object.__setattr__(self, "_wanted", wanted)

    @property
    def wanted(self) -> tuple[frozenset[Topic], ...]:
        """Topics by name, of languages, categories and tags: an event has one of each that is not empty."""
        return self._wanted

    @property
    def rarest(self) -> frozenset[Topic]:
        """The topics of the name that most likely decides: tags, else categories, else languages."""
        return next((topics for topics in reversed(self._wanted) if topics), frozenset())

    def matches(self, topics: frozenset[Topic]) -> bool:
        """Whether an article with these topics is wanted."""
        for wanted in self._wanted:  # noqa: SIM110 - half the time of a generator
            if wanted and wanted.isdisjoint(topics):
                return False
        return True

    def matches_change(self, before: frozenset[Topic], after: frozenset[Topic]) -> bool:
        """Whether a change is wanted: it goes to the subscribers of either side."""
        return self.matches(after) or self.matches(before)
