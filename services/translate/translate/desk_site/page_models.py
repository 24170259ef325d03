"""What the desk's pages are before they are rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from newsroom.events.desk import LinkingSwitch
from newsroom.events.stories import LinkSuggestion, StorySnapshot
from translate.automatic.pause import Pauses
from translate.desk.article_view import OnDesk, Topic
from translate.desk.audit_trail import Happening
from translate.desk.coverage import Hour
from translate.desk_site.public_outputs import Output


@dataclass(frozen=True, slots=True)
class Notice:
    """What the editor just did; `act_id` takes it back."""

    did: str
    act_id: str | None = None


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page of somebody who is signed in. `here` is the page's own path and query."""

    editor: str
    csrf: str
    waiting: int
    pauses: Pauses
    here: str
    now: datetime
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every template is given; `section` is the part of the desk it belongs to."""

    template: ClassVar[str]
    section: ClassVar[str] = ""

    shell: Shell | None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """Where a key is asked for. `token` goes with the form, `back` is where the editor was going."""

    template = "sign_in.html"
    token: str
    back: str
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPage(Page):
    """Why something was not done."""

    template = "refused.html"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage(Page):
    """The board. `older` is the query of the next page, None at the end."""

    template = "coverage.html"
    section = "coverage"
    hours: Sequence[Hour]
    missing: str
    category: str
    categories: Sequence[str]
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsPage(Page):
    """The suggestions that wait around one, which is shown with both its texts; `place` counts from 1."""

    template = "suggestions.html"
    section = "suggestions"
    around: Sequence[LinkSuggestion]
    headlines: Mapping[str, OnDesk]
    shown: LinkSuggestion | None
    sides: tuple[OnDesk, OnDesk] | None
    place: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage(Page):
    """A story as it stands, and how it came to. `undoable` acts may be taken back."""

    template = "story.html"
    story: StorySnapshot
    articles: Mapping[str, OnDesk]
    others: Mapping[str, OnDesk]
    history: Sequence[Happening]
    undoable: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """One article, what may be ordered of it, its siblings, and where readers could meet it."""

    template = "article.html"
    article: OnDesk
    siblings: Sequence[OnDesk]
    history: Sequence[Happening]
    outputs: Sequence[Output]
    public_url: str
    others: Mapping[str, OnDesk]
    undoable: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """Articles by words of their headlines; `into` is the story that one of them is looked for."""

    template = "search.html"
    section = "search"
    words: str
    found: Sequence[OnDesk]
    into: StorySnapshot | None
    into_articles: Mapping[str, OnDesk]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage(Page):
    """Topics that may be pinned and hidden, in one language."""

    template = "topics.html"
    section = "topics"
    of: str
    topics: Sequence[Topic]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingPage(Page):
    """What of automatic linking is paused, and by whom."""

    template = "linking.html"
    section = "linking"
    switches: Sequence[LinkingSwitch]
    categories: Sequence[str]
