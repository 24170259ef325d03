"""Trace of one article or story: everything that is known of it, and where it is stuck."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import computed_field

from newsroom.operations.status import Model
from newsroom.stores.article_records import ArticleRecords
from newsroom.streams.subject_trace import SubjectTrace, TracedEntry
from newsroom.streams.topology import ARCHIVE, MATCH

_BEHIND_READERS = frozenset({MATCH, ARCHIVE})  # groups that readers do not wait for
_SOON = 2.0  # seconds within which an entry is handled where all is well


class StoredState(Model):
    """State that a service keeps of it in Redis: the number it has reached, and its status."""

    owner: str
    revision: int | None = None
    status: str = "live"


class Answer(Model):
    """Answer of publish to who asks for it: `code` None where publish does not answer."""

    url: str
    code: int | None = None
    problem: str = ""


class Trace(Model):
    """Way of one subject. `problems` are stores that are away: what they know is missing here."""

    subject: str
    at: datetime
    joined_from: str | None = None
    states: tuple[StoredState, ...] = ()
    streams: SubjectTrace = SubjectTrace()
    records: ArticleRecords = ArticleRecords()
    answer: Answer | None = None
    problems: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known of it."""
        records, streams = self.records, self.streams
        own = (records.article, records.held, records.story, records.receipts, records.live_log)
        return any([*own, self.states, streams.entries, streams.letters])

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def verdict(self) -> tuple[str, ...]:
        """What readers see of it, and if that is not the newest, where it is stuck."""
        return (*_outputs(self), *self.stuck)

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def stuck(self) -> tuple[str, ...]:
        """Where it is stuck, and what to do; empty where it is not."""
        return tuple(_stuck(self))


def _outputs(trace: Trace) -> Iterator[str]:
    """What the public sees, and why."""
    article, held = trace.records.article, trace.records.held
    if not trace.is_known:
        if not trace.problems:
            yield "unknown: nothing of it is here; was it ever sent? `newsroom audit` lists what came"
        return
    if article and article.public_revision is not None:
        yield f"public: revision {article.public_revision}, seq {article.seq}, {article.url}"
    elif article and article.status == "withdrawn":
        yield f"withdrawn: revision {article.revision}; its address answers 410"
    elif article and article.release_at is not None and article.release_at > trace.at:
        yield f"embargoed until {article.release_at:%Y-%m-%d %H:%M:%S} UTC"
    elif article and article.yields_to:
        yield f"a stub: it leads to {article.yields_to}"
    elif not held or held.status != "held":
        yield "not public"


def _stuck(trace: Trace) -> Iterator[str]:
    held, article = trace.records.held, trace.records.article
    for letter in trace.streams.letters:
        yield (
            f"dead letter of {letter.group} since {letter.parked_at:%Y-%m-%d %H:%M:%S}: {letter.reason}; "
            f"`newsroom dead show {letter.stream} {letter.id}`"
        )
    for entry in trace.streams.entries:
        yield from _unfinished(entry, trace.at)
    if held is not None and held.status == "held":
        yield f"held: {'; '.join(held.doubts) or 'no doubt is named'}; an editor decides at /desk/held"
    for receipt in trace.records.receipts[-1:]:
        if receipt.status == "refused":
            yield f"its last document was refused: {receipt.problem}"
    yield from _behind(trace, trace.streams.entries)
    if article and article.unlogged:
        yield "publish has not appended its last change to the live log yet; its sweep does"
    if article and article.release_at and article.release_at <= trace.at and article.public_revision is None:
        yield "its embargo is over and it is not public: look at publish's log and at the clocks"
    if trace.answer and article and article.public_revision and trace.answer.code not in (None, 200):
        yield f"MongoDB has it public, and publish answers {trace.answer.code}"


def _unfinished(entry: TracedEntry, now: datetime) -> Iterator[str]:
    age = max(0.0, (now - entry.at).total_seconds())
    for progress in entry.groups:
        place = f"in {entry.stream}, {entry.id}"
        aside = " (readers do not wait for it)" if progress.group in _BEHIND_READERS else ""
        if age < _SOON or progress.state == "done":
            continue
        if progress.state == "pending":
            count = f"{progress.deliveries} {'delivery' if progress.deliveries == 1 else 'deliveries'}"
            yield f"{place}: pending of {progress.group} for {age:.0f} s, {count}{aside}"
        else:
            yield (
                f"{place}: waits for {progress.group}{aside} for {age:.0f} s, "
                f"which is {progress.lag} behind: does it run?"
            )


def _behind(trace: Trace, entries: Sequence[TracedEntry]) -> Iterator[str]:
    """A change that ingest has decided, that publish does not have, and that nothing carries there."""
    decided = next((state.revision for state in trace.states if state.owner == "ingest"), None)
    article = trace.records.article
    written = article.revision if article and article.revision is not None else 0
    carried = any(own.group == "publish" and own.state != "done" for e in entries for own in e.groups)
    parked = any(letter.group == "publish" for letter in trace.streams.letters)
    if decided is None or decided <= written or carried or parked or _is_held(trace) or trace.problems:
        return
    yield (
        f"ingest has revision {decided}, publish {written or 'none'}, and no stream carries it: "
        f"{trace.records.unconfirmed} changes of it are journaled; see the runbook, Redis lost its data"
    )


def _is_held(trace: Trace) -> bool:
    return trace.records.held is not None and trace.records.held.status == "held"
