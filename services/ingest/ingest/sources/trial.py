"""The trial of a source: it is asked now, and nothing is posted, moved or remembered."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from ingest.access.keys import Sender
from ingest.articles.commands import Answer, Outcome
from ingest.content.language import LanguageCheck, ranking
from ingest.content.source_rules import SourceRules
from ingest.formats.document import Document, Doubted, Unreadable, Withdrawal
from ingest.ledger.write import Arrival
from ingest.pipeline.pipeline import Received
from ingest.pipeline.validate import DraftValidator, doubtful
from ingest.reading.pool import ReaderPool, ReadingLimits
from ingest.reading.reader import DocumentReader, Harm, harmful
from ingest.settings import IngestSettings
from ingest.sources.config.file import Sources
from ingest.sources.config.models import AnySource, FolderSource
from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.kinds.folder import files_in, read_up_to
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.kinds.origins import Origins
from ingest.sources.kinds.robots import Robots
from ingest.sources.kinds.rules import Rules
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import EMPTY_TALLY, Tally, Visit
from newsroom.events.articles import ArticleDraft
from newsroom.events.identity import article_id
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock, SystemClock

_FAILED = frozenset({PollOutcome.FAILED, PollOutcome.GONE})


@dataclass(slots=True)
class DryPipeline:
    """A pipeline that parses and validates as ingest would, and writes to `out` what it would take."""

    reader: DocumentReader
    validator: DraftValidator
    clock: Clock
    out: TextIO
    refused: list[str] = field(default_factory=list[str])

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        parsed = await self.reader.read(document, sender.label)
        return Received(Arrival("", self.clock.now(), sender, traceparent), parsed)

    async def set_aside(self, document: Document, sender: Sender, traceparent: str) -> None:  # noqa: ARG002 - nothing is kept
        self.refused.append(harmful(Harm.FAULT).detail)

    async def ingest_document(self, received: Received) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for part in received.parsed.parts:
            match part:
                case Unreadable(problem):
                    outcomes.append(problem)
                case Withdrawal():
                    outcomes.append(Answer(article_id(part.source, part.source_id), 0, "withdrawn"))
                    self._write(f"withdrawn  {part.source_id}: {part.reason or 'no reason given'}")
                case Doubted(_, doubts):
                    outcomes.append(doubtful(doubts))
                case ArticleDraft():
                    outcomes.append(self._validated(part, received.arrival.sender))
        self.refused += [outcome.detail for outcome in outcomes if isinstance(outcome, ProblemError)]
        return outcomes

    def _validated(self, draft: ArticleDraft, sender: Sender) -> Outcome:
        try:
            self.validator.post(draft, sender, 0)
        except ProblemError as problem:
            return problem
        self._write(_described(draft))
        return Answer(draft.id, 1, "created")

    def _write(self, text: str) -> None:
        self.out.write(text + "\n")


async def try_source(source: AnySource, sources: Sources, settings: IngestSettings, out: TextIO) -> int:
    """Writes what would be ingested; the exit code: 1 where the source cannot be read."""
    reader = ReaderPool(1, ReadingLimits(settings.document_seconds, settings.document_memory))
    try:
        return await _tried(source, sources, settings, reader, out)
    finally:
        await reader.aclose()


async def _tried(
    source: AnySource, sources: Sources, settings: IngestSettings, reader: DocumentReader, out: TextIO
) -> int:
    clock = SystemClock()
    languages = settings.languages
    rank = ranking(languages)
    check = LanguageCheck.of(SourceRules(settings.source_rules), languages)
    pipeline = DryPipeline(reader, DraftValidator(languages, check), clock, out)
    file = WatchedFile(None, {}, sources)
    if isinstance(source, FolderSource):
        rules = Rules.of(source, rank)
        visit = await _folder(source, SourceIntake(pipeline, source, rules, sources.secrets))
    else:
        async with Origins(file, pipeline, rank, clock, Robots(clock)).of(source) as origin:
            visit = await origin.visit(SourceState())
    hidden = sources.secrets.hidden
    for reason in pipeline.refused:
        out.write(f"refused    {hidden(reason)}\n")
    if visit.problem:
        out.write(f"problem    {hidden(visit.problem)}\n")
    more = "; the rest would come with the next polls" if visit.outcome is PollOutcome.MORE else ""
    out.write(f"articles: {visit.tally.created}, refused: {len(pipeline.refused)}{more}\n")
    return 1 if visit.outcome in _FAILED else 0


async def _folder(source: FolderSource, intake: SourceIntake) -> Visit:
    """The files that are in the folder now, complete or not; they stay there."""
    total = EMPTY_TALLY
    try:
        for path in await asyncio.to_thread(files_in, Path(source.path), source.pattern):
            content = await asyncio.to_thread(read_up_to, path, source.max_bytes)
            tally = Tally(refused=("it is too large",))
            if content is not None:
                tally = await intake.ingest_document(Document(content, name=path.name))
            total += replace(tally, refused=tuple(f"{path.name}: {reason}" for reason in tally.refused))
    except OSError as error:
        return Visit(PollOutcome.FAILED, SourceState(), problem=f"{source.path}: {error.strerror}")
    return Visit(total.outcome, SourceState(), total)


def _described(draft: ArticleDraft) -> str:
    length = len(draft.body or draft.body_html or "")
    values = {
        "language": draft.language or "to be detected",
        "published": draft.published_at or "on arrival",
        "category": draft.category or "none",
        "text": f"{length} characters",
        "media": len(draft.media),
        "url": draft.url or "none",
    }
    lines = [f"article    {draft.headline}", f"           id {draft.id}, {draft.source}: {draft.source_id}"]
    return "\n".join([*lines, "           " + ", ".join(f"{name} {value}" for name, value in values.items())])
