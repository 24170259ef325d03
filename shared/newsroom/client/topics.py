"""Topics that a subscriber asks for. Pure."""

from pydantic import BaseModel, ConfigDict

from newsroom.events.live import LiveChange
from newsroom.events.topics import Filter


class Topics(BaseModel):
    """Topics: or within one name, and across names; an empty name admits everything."""

    model_config = ConfigDict(frozen=True)

    lang: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    change: tuple[str, ...] = ()

    def admits(self, change: LiveChange) -> bool:
        """Whether a change is asked for: by what its article is or was about, a withdrawal in any case."""
        is_kind = not self.change or change.change in self.change or change.change == "withdrawn"
        wanted = Filter(frozenset(self.lang), frozenset(self.category), frozenset(self.tag))
        before, after = frozenset(change.topics_before), frozenset(change.topics_after)
        return is_kind and wanted.matches_change(before, after)

    @property
    def query(self) -> list[tuple[str, str]]:
        """Parameters of publish's calls, which take everything but the kinds of change."""
        named = (("lang", self.lang), ("category", self.category), ("tag", self.tag))
        return [(name, value) for name, values in named for value in values]


EVERYTHING = Topics()
