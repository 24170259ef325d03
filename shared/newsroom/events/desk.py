"""Commands and settings of the desk: orders on articles, curated topics, switches of automatic linking.

All are numbered per subject; the highest holds. Numbers are instants in milliseconds, so that they rise
even when Redis was lost.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from newsroom.events.articles import ArticleId, Language
from newsroom.events.envelope import Contract

EVERYTHING = "*"
OrderVerb = Literal["withdraw", "restore", "lift-embargo"]


class ArticleOrder(Contract):
    """Command of an editor to ingest, which alone decides on articles: the data of `article-ordered`.

    It is answered by an `article-withdrawn` or `article-updated`, or by nothing where it is so already.
    """

    article_id: ArticleId
    number: int = Field(ge=1)
    order: OrderVerb
    editor: str
    reason: str
    ordered_at: AwareDatetime


class TopicCuration(Contract):
    """State that an editor gave a topic in one language; `cleared` leaves it to the count again."""

    language: Language
    tag_id: str
    label: str
    number: int = Field(ge=1)
    state: Literal["pinned", "hidden", "cleared"]
    editor: str
    decided_at: AwareDatetime


class LinkingSwitch(Contract):
    """Automatic linking paused or resumed: in a category, or in all of them (`*`)."""

    scope: Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9-]+)$", max_length=100)]
    number: int = Field(ge=1)
    paused: bool
    editor: str
    reason: str | None = None
    decided_at: AwareDatetime
