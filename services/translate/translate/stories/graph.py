"""Nodes of the graph of links: an article, its ties to others, and the story named after it."""

from datetime import datetime
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from newsroom.events.stories import Evidence, StorySnapshot
from newsroom.stores.epoch import floor_of


class Metadata(BaseModel):
    """An article's own fields that matter to linking, as of a revision.

    `translation_of` is the original that links it; `is_foreign` where that is another source's, which
    configuration trusts. `unconfirmed_original` is another source's that it only names: a question for the
    desk. With `language_doubted` it may not be in its language.
    """

    model_config = ConfigDict(frozen=True)

    revision: int
    epoch: int = 0
    language: str
    published_at: datetime
    category: str | None = None
    is_stub: bool = False
    translation_of: str | None = None
    is_foreign: bool = False
    unconfirmed_original: str | None = None
    language_doubted: bool = False

    @property
    def order(self) -> tuple[int, int]:
        """The revision's place: by epoch, then by number."""
        return (self.epoch, self.revision)


class Match(BaseModel):
    """The matcher's link between two articles, scored above the threshold for automatic links.

    `kept` is true once either article was corrected to something less alike: no later score takes it back.
    """

    model_config = ConfigDict(frozen=True)

    score: float
    evidence: tuple[Evidence, ...] = ()
    kept: bool = False


class Verdict(BaseModel):
    """The newest decision of an editor about a pair."""

    model_config = ConfigDict(frozen=True)

    number: int
    verdict: Literal["together", "apart", "cleared"]


class Node(BaseModel):
    """Node of an article, from the first time that anything named it.

    `metadata` is None until its first revision has arrived. `claimed_by` are articles that call this one
    their original, `unconfirmed_by` those that only name it so (and may not any more); `matches`, `verdicts`
    and `barred` stand on both ends of a pair. `barred` are articles
    that no match may bring into one story with this one, not even by a third: they conflict, or are unlike.
    `story` is the newest snapshot of the story named after this article, None if it never founded one.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    epoch: int = 0
    revision: int = 0
    withdrawn: bool = False
    # Nodes that an earlier release wrote have it as `told`.
    metadata: Metadata | None = Field(default=None, validation_alias=AliasChoices("metadata", "told"))
    claimed_by: tuple[str, ...] = ()
    unconfirmed_by: tuple[str, ...] = ()
    matches: dict[str, Match] = Field(default_factory=dict[str, Match])
    verdicts: dict[str, Verdict] = Field(default_factory=dict[str, Verdict])
    barred: tuple[str, ...] = ()
    story_id: str | None = None
    membership: int = 0
    yields_to: str | None = None
    story: StorySnapshot | None = None
    digest: str = Field(default="", exclude=True, description="of the stored bytes, for compare-and-set")
    read_under: str = Field(default="", exclude=True, description="translate's epoch as it was read")

    @property
    def floor(self) -> int:
        """The number above which those that are given now begin: each epoch leaps a stride."""
        return floor_of(self.read_under)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """The node's place in its own history: whatever is later has a higher one."""
        return (self.epoch, self.revision, self.membership, self.story.version if self.story else 0)

    def links_by_itself(self, other: "Node") -> bool:
        """Whether a match may tie the two: not where the language of either is doubted.

        Nor where one names the other as its original, and only an editor can say so.
        """
        ends = ((self, other), (other, self))
        return not any(
            node.metadata is not None
            and (node.metadata.language_doubted or node.metadata.unconfirmed_original == end.id)
            for node, end in ends
        )

    @property
    def neighbours(self) -> frozenset[str]:
        """The articles that any link, or an earlier story, ties to this one."""
        metadata = self.metadata
        original = {metadata.translation_of} if metadata and metadata.translation_of else set[str]()
        story = {self.story_id} if self.story_id else set[str]()
        together = {other for other, v in self.verdicts.items() if v.verdict == "together"}
        members = {m.id for m in self.story.articles.values()} if self.story else set[str]()
        named = (self.claimed_by, self.matches, original, story, together, members)
        return frozenset[str]().union(*named) - {self.id}
