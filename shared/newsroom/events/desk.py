"""Commands and settings of the desk: orders on articles, curated topics, switches of automatic linking.

All are numbered per subject; the highest holds. Numbers are instants in milliseconds, so that they rise
even when Redis was lost.
"""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StringConstraints,
    model_serializer,
)

from newsroom.events.articles import ArticleId, Draft, Instant, Language, Line, Slug, Source, Text
from newsroom.events.envelope import Contract
from newsroom.events.holds import DoubtKind, SourceQuestion

EVERYTHING = "*"
OrderVerb = Literal["withdraw", "restore", "lift-embargo", "release", "discard", "reopen", "reveal"]


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key  # listing the names of all would take 50 ms
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write a zone's name, such as Asia/Baku") from error


TimeZone = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(_known_zone)]

# Questions that must be answered anew each time: to remember an answer could do the harm a hold is against.
_NEVER_SETTLED = frozenset({DoubtKind.KILL, DoubtKind.IDENTITY, DoubtKind.QUARANTINE})


class FieldChanges(Draft):
    """Fields of a held article that an editor puts right; one that is left out stays as it was read.

    An `embargo_until` of null says that there is none. The last three answer a question about the source:
    the `timezone` of its times that name none, or of the name that was asked about; whether its dates are
    written `day_first`; whether it `schedules` by dates ahead, which are embargoes then.
    """

    headline: Annotated[Line, Field(min_length=1, max_length=1000)] | None = None
    lead: Text | None = None
    body: Text | None = None
    language: Language | None = None
    category: Slug | None = None
    published_at: Instant | None = None
    embargo_until: Instant | None = None
    timezone: TimeZone | None = None
    day_first: StrictBool | None = None
    schedules: StrictBool | None = None

    def settles(self, question: SourceQuestion) -> bool:
        """Whether it answers a question for all that comes: it makes certain, or it could do no harm."""
        if question.kind is DoubtKind.EMBARGO:
            is_zone = question.asks_zone and self.timezone is not None
            return is_zone or (question.asks_day_month and self.day_first is not None)
        return question.kind not in _NEVER_SETTLED

    def releases_unread(self, question: SourceQuestion) -> bool:
        """Whether all that wait for it may go out unread: no kill, and an embargo only once it is certain."""
        if question.kind is DoubtKind.EMBARGO:
            return self.settles(question)
        return question.kind is not DoubtKind.KILL

    @model_serializer(mode="wrap")
    def _given_alone(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Left out and null differ, on the wire too.
        return {name: value for name, value in serialize(self).items() if name in self.model_fields_set}


class ArticleOrder(Contract):
    """Command of an editor to ingest, which alone decides on articles: the data of `article-ordered`.

    It is answered by an `article-withdrawn`, `article-updated` or `article-held`, or by nothing where it is
    so already. `held_revision` is the held version that the editor saw: another one is neither released nor
    discarded. `changes` are fields put right at its release. `question` is the one about its source whose
    doubts alone a release ends; `cause` is its id where the release answers it for good, and what `reopen`
    opens again. A `reveal` asks nothing of ingest: an editor read what is withheld from readers.
    """

    article_id: ArticleId
    number: int = Field(ge=1)
    order: OrderVerb
    editor: str
    reason: str
    ordered_at: AwareDatetime
    held_revision: int | None = None
    changes: FieldChanges | None = None
    cause: str | None = None
    question: SourceQuestion | None = None


class SourceQuarantine(Contract):
    """Source put into quarantine, or let out of it: all that comes of it is held, save kills.

    The data of `source-quarantined`.
    """

    source: Source
    number: int = Field(ge=1)
    quarantined: bool
    editor: str
    reason: str = ""
    decided_at: AwareDatetime


class TopicCuration(Contract):
    """State that an editor gave a topic in one language; `cleared` leaves it to the count again."""

    language: Language
    tag_id: str
    label: str
    number: int = Field(ge=1)
    state: Literal["pinned", "hidden", "cleared"]
    editor: str
    decided_at: AwareDatetime


class DiscrepancySettlement(Contract):
    """Settlement of values that differ between the variants of one story: which languages are right.

    The data of `discrepancy-settled`. `discrepancy_id` is derived from the values: another value is another
    discrepancy.
    """

    discrepancy_id: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{26}$")]
    story_id: ArticleId
    number: int = Field(ge=1)
    kind: Literal["number", "name", "date", "polarity"]
    values: dict[Language, str]
    right: tuple[Language, ...]
    editor: str
    reason: str | None = None
    decided_at: AwareDatetime


class LinkingSwitch(Contract):
    """Automatic linking paused or resumed: in a category, or in all of them (`*`)."""

    scope: Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9-]+)$", max_length=100)]
    number: int = Field(ge=1)
    paused: bool
    editor: str
    reason: str | None = None
    decided_at: AwareDatetime
