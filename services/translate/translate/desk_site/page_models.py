"""Models of the desk's pages, one a template, and of the shell around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from newsroom.events.desk import ArticleOrder, LinkingSwitch, SourceQuarantine
from newsroom.events.holds import HeldArticle
from newsroom.events.sources import SourceSuspected
from newsroom.events.stories import LinkSuggestion, StorySnapshot
from newsroom.streams.cursor import Cursor
from translate.automatic.pause import Pauses
from translate.desk.article_view import ArticleView, TopicView
from translate.desk.audit_trail import AuditEntry
from translate.desk.coverage import CoverageHour
from translate.desk.held_differences import FieldDifference
from translate.desk.holds import OpenQuestion, ReceivedArticle
from translate.desk.kill_targets import KillTarget
from translate.desk.past_reads import Known, SeenArticle
from translate.desk.subscription_list import ListedSubscription, LoggedDelivery, LoggedOrder
from translate.desk_site.public_outputs import Output
from translate.discrepancies.model import ListedDiscrepancy


@dataclass(frozen=True, slots=True)
class Notice:
    """The editor's last act; `act_id` names it for undo."""

    did: str
    act_id: str | None = None


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of every page of an editor who is signed in. `here` is the page's own path and query.

    `live_cursor` is the position of the live updates as of which the page was built. `kills` is the number of
    kills in words that wait.
    """

    editor: str
    csrf: str
    live_cursor: str
    waiting: int
    held: int
    differing: int
    kills: int
    pauses: Pauses
    here: str
    now: datetime
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The base of all pages; `section` is the part of the desk that a page belongs to."""

    template: ClassVar[str]
    section: ClassVar[str] = ""

    shell: Shell | None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    """The form that asks for a key. `token` goes with it, `back` is the page the editor came for."""

    template = "sign_in.html"
    token: str
    back: str
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPage(Page):
    """The reason why a request was refused."""

    template = "refused.html"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePage(Page):
    """The coverage board. `older` is the query of the next page, None at the end."""

    template = "coverage.html"
    section = "coverage"
    hours: Sequence[CoverageHour]
    missing: str
    category: str
    categories: Sequence[str]
    older: str | None
    differing: Mapping[str, int]
    """The number of open discrepancies by story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepanciesPage(Page):
    """Values that differ between variants. `older` is the place of the next page, None at the end."""

    template = "discrepancies.html"
    section = "discrepancies"
    listed: Sequence[ListedDiscrepancy]
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionsPage(Page):
    """The suggestions that wait around one, which is shown with both its texts; `place` counts from 1."""

    template = "suggestions.html"
    section = "suggestions"
    around: Sequence[LinkSuggestion]
    headlines: Mapping[str, ArticleView]
    shown: LinkSuggestion | None
    sides: tuple[ArticleView, ArticleView] | None
    place: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage(Page):
    """Articles that wait for a person, newest first. `older` is the next page's query, None at the end.

    `questions` are those about sources that one answer settles, `answers` those that were given. `proposals`
    are sources that are suspected, `quarantines` those that are held.
    """

    template = "held.html"
    section = "held"
    questions: Sequence[OpenQuestion]
    answers: Sequence[ArticleOrder]
    proposals: Sequence[SourceSuspected]
    quarantines: Sequence[SourceQuarantine]
    held: Sequence[HeldArticle]
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinePage(Page):
    """A source in quarantine, with what came of it within the last hour, to be withdrawn."""

    template = "quarantine.html"
    section = "held"
    source: str
    last_hour: Sequence[ReceivedArticle]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticlePage(Page):
    """A held article with its doubts, the public revision and the document it came in, as it was sent.

    `differences` are the fields that its release would change, `only_held` and `only_public` the paragraphs
    that one of both has. `questions` are those that its doubts put, with the articles that wait for the same
    answer; `targets` what a kill in words probably means.
    """

    template = "held_article.html"
    section = "held"
    held: HeldArticle
    public: ArticleView | None
    differences: Sequence[FieldDifference]
    only_held: frozenset[str]
    only_public: frozenset[str]
    targets: Sequence[KillTarget]
    questions: Sequence[OpenQuestion]
    raw: str | None
    audit_trail: Sequence[AuditEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage(Page):
    """A story with its links and audit trail. `undoable` are the ids of acts that may be undone."""

    template = "story.html"
    story: StorySnapshot
    articles: Mapping[str, ArticleView]
    others: Mapping[str, ArticleView]
    audit_trail: Sequence[AuditEntry]
    undoable: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage(Page):
    """An article with its orders, siblings, audit trail, and the public outputs to check."""

    template = "article.html"
    article: ArticleView
    siblings: Sequence[ArticleView]
    audit_trail: Sequence[AuditEntry]
    outputs: Sequence[Output]
    public_url: str
    others: Mapping[str, ArticleView]
    undoable: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """Articles by words of their headlines; `into` is the story that one of them is searched for."""

    template = "search.html"
    section = "search"
    words: str
    articles: Sequence[ArticleView]
    into: StorySnapshot | None
    into_articles: Mapping[str, ArticleView]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage(Page):
    """Topics that may be pinned and hidden, in one language."""

    template = "topics.html"
    section = "topics"
    of: str
    topics: Sequence[TopicView]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingPage(Page):
    """Pauses of automatic linking, with the editors who switched them."""

    template = "linking.html"
    section = "linking"
    switches: Sequence[LinkingSwitch]
    categories: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage(Page):
    """Articles as readers met them at an instant: one, or the newest of a feed. `what` is the question.

    `known` says whether the log can answer, None before anything is asked.
    """

    template = "seen.html"
    section = "seen"
    at: datetime | None
    what: str
    known: Known | None
    article: SeenArticle | None
    feed: Sequence[SeenArticle]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionsPage(Page):
    """Subscriptions, with the form that makes one. `older` is the place of the next page, None at the end."""

    template = "subscriptions.html"
    section = "subscriptions"
    listed: Sequence[ListedSubscription]
    newest: Cursor | None
    older: str | None
    languages: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionPage(Page):
    """A subscription with its orders and deliveries; None while publish has yet to make it, or refused to."""

    template = "subscription.html"
    section = "subscriptions"
    subscription: ListedSubscription | None
    newest: Cursor | None
    deliveries: Sequence[LoggedDelivery]
    orders: Sequence[LoggedOrder]
