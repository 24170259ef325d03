"""The status of each source, over HTTP and as metrics."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from ingest.content.source_rules import SourceRules
from ingest.sources.config.file import Sources
from ingest.sources.config.models import AnySource
from ingest.sources.polling.lease import LeaseStatus
from ingest.sources.polling.source_state import SourceState
from newsroom.events.desk import ArticleOrder, FieldChanges
from newsroom.events.holds import Cause, DoubtKind
from newsroom.runtime import metrics


class SourceStatus(BaseModel):
    """A source as it is now. `place` is its address as the file writes it, secrets by their reference.

    `state` in one word; `problem` is the last poll's, `refusals` the last reasons for which articles were.
    `polled_by` is the replica that polls it at this moment.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    kind: str
    source: str
    place: str
    state: Literal["waiting", "polling", "new", "failing", "silent", "gone", "off"]
    interval_seconds: float | None = None
    next_poll: AwareDatetime | None = None
    last_poll: AwareDatetime | None = None
    last_success: AwareDatetime | None = None
    last_new_article: AwareDatetime | None = None
    failures: int = 0
    problem: str | None = None
    refused: int = 0
    refusals: tuple[str, ...] = ()
    silent_since: AwareDatetime | None = None
    moved_to: str | None = None
    polled_by: str | None = None


class AnsweredQuestion(BaseModel):
    """A setting of a source that an editor's answer is. `overruled` where the configuration sets it too.

    `about` tells apart questions of one kind, `answer` has the fields that the editor gave.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    kind: DoubtKind
    about: str
    answer: FieldChanges
    overruled: bool
    editor: str
    answered_at: AwareDatetime


class SourcesAnswer(BaseModel):
    """The answer of `GET /v1/sources`. `problem` is the reason why the file on disk is not what holds.

    `answers` are the desk's answers on sources, those that are polled and others.
    """

    sources: list[SourceStatus]
    answers: list[AnsweredQuestion] = []
    problem: str | None = None


def answered_questions(
    orders: Iterable[ArticleOrder], sources: Sources, rules: SourceRules
) -> list[AnsweredQuestion]:
    """The desk's answers, by source; what is configured comes before them."""
    zoned = {source.owner for source in sources.file.sources if source.timezone is not None}
    scheduling = {source.owner for source in sources.file.sources if source.schedules}
    answers = [
        AnsweredQuestion(
            source=question.source,
            kind=question.kind,
            about=question.cause,
            answer=order.changes or FieldChanges(),
            overruled=question.source in scheduling
            if question.asks_schedule
            else question.cause == Cause.ZONE
            and (question.source in zoned or rules.of(question.source).timezone is not None),
            editor=order.editor,
            answered_at=order.ordered_at,
        )
        for order in orders
        if (question := order.question) is not None
    ]
    return sorted(answers, key=lambda one: (one.source, one.kind, one.about))


def statuses(
    sources: Sources, leases: Mapping[str, LeaseStatus], states: Mapping[str, SourceState]
) -> list[SourceStatus]:
    """Every configured source."""
    return [
        _status(source, sources, leases[source.name], states[source.name]) for source in sources.file.sources
    ]


def set_gauges(sources: Iterable[SourceStatus], now: datetime) -> None:
    """Sets the gauges anew, so that a source that is no more has none."""
    for gauge in (metrics.SOURCE_SILENT, metrics.SOURCE_SINCE_SUCCESS, metrics.SOURCE_FAILURES):
        gauge.clear()
    for source in sources:
        if source.state == "off":
            continue
        metrics.SOURCE_SILENT.labels(source=source.name).set(source.silent_since is not None)
        metrics.SOURCE_FAILURES.labels(source=source.name).set(source.failures)
        if source.last_success is not None:
            since = (now - source.last_success).total_seconds()
            metrics.SOURCE_SINCE_SUCCESS.labels(source=source.name).set(max(0.0, since))


def _status(source: AnySource, sources: Sources, lease: LeaseStatus, state: SourceState) -> SourceStatus:
    hidden = sources.secrets.hidden
    return SourceStatus(
        name=source.name,
        kind=source.kind,
        source=source.owner,
        place=sources.shown[source.name],
        state=_word(source, lease, state),
        interval_seconds=state.interval,
        next_poll=None if state.disabled or not source.enabled else state.due,
        last_poll=state.last_poll,
        last_success=state.last_success,
        last_new_article=state.last_new_article,
        failures=state.failures,
        problem=state.problem and hidden(state.problem),
        refused=state.refused,
        refusals=tuple(map(hidden, state.refusals)),
        silent_since=state.silent_since,
        moved_to=state.url and hidden(state.url),
        polled_by=lease.holder,
    )


def _word(
    source: AnySource, lease: LeaseStatus, state: SourceState
) -> Literal["waiting", "polling", "new", "failing", "silent", "gone", "off"]:
    if not source.enabled:
        return "off"
    if state.disabled is not None:
        return "gone"
    if lease.holder is not None:
        return "polling"
    if state.last_poll is None:
        return "new"
    if state.failures:
        return "failing"
    return "silent" if state.silent_since is not None else "waiting"
