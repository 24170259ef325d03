"""Schemas of the desk's requests and answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool

from newsroom.events.articles import ArticleId, ArticleRevision, Language
from newsroom.events.desk import FieldChanges, SourceQuarantine
from newsroom.events.sources import SourceSuspected
from newsroom.events.stories import Evidence


class ActRequest(BaseModel):
    """An editor's act with its reason; an unknown field is refused."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Both tell of it."}]}
    )

    reason: Annotated[str | None, Field(max_length=2000)] = None


class DecisionRequest(ActRequest):
    """An answer to a suggestion; `none` rejects all that are one question with it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"decision": "accept", "reason": "The same meeting."}]}
    )

    decision: Literal["accept", "reject", "none"]


class MergeRequest(ActRequest):
    """The story to be merged with."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"with": "3aabdbf6pcj3bwavngl6uh2al7"}]})

    with_: ArticleId = Field(alias="with")


class SplitRequest(ActRequest):
    """The articles to be parted from their story."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"articles": ["3aabdbf6pcj3bwavngl6uh2al7"]}]})

    articles: Annotated[list[ArticleId], Field(min_length=1, max_length=20)]


class DeskArticle(BaseModel):
    """An article as the desk lists it; without headline where its features are gone."""

    id: str
    language: str | None
    published_at: datetime | None
    headline: str | None = None
    story_id: str | None


class Suggestion(BaseModel):
    """A pair of articles with the likelihood that both tell the same news."""

    id: str
    score: float
    languages: tuple[str, str]
    evidence: Sequence[Evidence]
    articles: Sequence[DeskArticle]
    state: str


class SuggestionPage(BaseModel):
    """Suggestions that wait, likeliest first; ask again with `cursor`, null at the end."""

    suggestions: Sequence[Suggestion]
    cursor: str | None


class CoveredStory(BaseModel):
    """A story with the articles it has and the languages it lacks."""

    id: str
    articles: dict[str, DeskArticle]
    missing: Sequence[str]


class CoveragePage(BaseModel):
    """Stories that lack a language, oldest first; ask again with `cursor`, null at the end."""

    stories: Sequence[CoveredStory]
    cursor: str | None


class StoryPlacement(BaseModel):
    """The story that an act left its articles in."""

    story_id: str


class StoryPlacements(BaseModel):
    """The stories that parted articles are in now."""

    story_ids: Sequence[str]


class HoldRequest(ActRequest):
    """The end of a hold: its release, with the fields that are put right, or its discard.

    `held_revision` (once called `revision`) is the held version that was looked at, where another one may be
    there meanwhile.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"decision": "release", "reason": "Read."}]})

    decision: Literal["release", "discard"]
    changes: FieldChanges | None = None
    held_revision: Annotated[
        int | None, Field(validation_alias=AliasChoices("held_revision", "revision"))
    ] = None


class SettlementRequest(ActRequest):
    """The languages whose value is right: one, or several where both may stand."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"right": ["az"], "reason": "As the ministry writes it."}]}
    )

    right: Annotated[list[Language], Field(min_length=1, max_length=20)]


class Discrepancy(BaseModel):
    """Values of one thing that differ between the variants of a story, by language.

    `sentences` are those in which the values stand, `marks` where in them: the first character and the one
    behind the last, equal where a variant lacks the value. `right` is what an editor settled.
    """

    id: str
    story_id: str
    kind: str
    values: dict[str, str]
    sentences: dict[str, str]
    marks: dict[str, tuple[int, int]]
    articles: dict[str, str]
    state: str
    right: Sequence[str] | None = None
    reason: str | None = None
    editor: str | None = None


class DiscrepancyPage(BaseModel):
    """Discrepancies, open before settled, newest first; ask again with `cursor`, null at the end."""

    discrepancies: Sequence[Discrepancy]
    cursor: str | None


class Held(BaseModel):
    """An article that waits for a person, with the doubt in words.

    `causes` are the questions that it puts about its source, `cause` is the first.
    """

    id: str
    source: str
    source_id: str
    received_at: datetime
    kind: str
    reason: str
    public_revision: int | None
    article: ArticleRevision | None
    cause: str
    causes: Sequence[str] = ()


class DoubtedArticle(BaseModel):
    """An article that seems to be in `language_doubt`, and not in the language it gives."""

    id: str
    source: str
    source_id: str
    revision: int
    language: Language
    language_doubt: Language
    headline: str
    received_at: datetime


class DoubtList(BaseModel):
    """Articles whose language is doubted, newest first."""

    articles: Sequence[DoubtedArticle]


class HeldPage(BaseModel):
    """Articles that wait for a person, newest first; ask again with `cursor`, null at the end."""

    held: Sequence[Held]
    cursor: str | None


class HoldEnded(BaseModel):
    """The order that ends a hold; ingest carries it out."""

    id: str
    decision: str
    held_revision: int


class HoldsEnded(BaseModel):
    """The orders that end all holds of one cause."""

    cause: str
    decision: str
    ids: Sequence[str]


class KillTarget(BaseModel):
    """An article that a kill in words probably means: `named` by it, or by the `shared` words.

    `withheld` while readers do not see it until the desk has decided.
    """

    id: str
    headline: str
    language: str
    published_at: datetime
    status: str
    named: bool
    shared: Sequence[str]
    withheld: bool


class KillTargets(BaseModel):
    """The articles that a notice probably means, the likeliest first."""

    targets: Sequence[KillTarget]


class TargetRequest(ActRequest):
    """A decision on an article that a notice means."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"decision": "withdraw"}]})

    decision: Literal["withdraw", "restore"]


class TargetDecided(BaseModel):
    """The order about a target; ingest carries it out."""

    id: str
    decision: str


class HeldExample(BaseModel):
    """One of the articles that wait for an answer; `written` is the doubtful text."""

    id: str
    headline: str
    written: str


class Question(BaseModel):
    """A question about a source; `id` is the cause, `count` the articles that wait for its answer."""

    id: str
    source: str
    kind: str
    field: str
    cause: str
    reason: str
    count: int
    examples: Sequence[HeldExample]


class Questions(BaseModel):
    """The questions that articles wait for, those of most first."""

    causes: Sequence[Question]


class Answer(BaseModel):
    """An answer that holds for all that a source sends; `about` tells apart the questions of one kind."""

    cause: str
    source: str
    kind: str
    about: str
    changes: FieldChanges | None
    editor: str
    reason: str
    answered_at: datetime


class Answers(BaseModel):
    """The answers that hold, the newest first."""

    answers: Sequence[Answer]


class Reopened(BaseModel):
    """A question whose answer was taken back."""

    cause: str


class QuarantineRequest(ActRequest):
    """A source put into quarantine, or let out of it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"quarantined": True, "reason": "Its feed was taken over."}]}
    )

    quarantined: StrictBool = True


class Quarantines(BaseModel):
    """The sources that are in quarantine, and those for which one is proposed."""

    quarantines: Sequence[SourceQuarantine]
    proposals: Sequence[SourceSuspected] = ()


class ReceivedArticle(BaseModel):
    """An article that came of a source."""

    id: str
    headline: str
    language: str
    received_at: datetime


class Quarantined(BaseModel):
    """A decision on a source; `last_hour` is what came of it shortly before, for whoever withdraws it."""

    source: str
    quarantined: bool
    last_hour: Sequence[ReceivedArticle]
