"""Trying a source: what would be ingested from it now. Nothing is posted, moved or remembered."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from ingest.access.keys import Sender
from ingest.articles.planning import Answer
from ingest.content.language import ranking
from ingest.content.language_check import LanguageCheck
from ingest.content.source_rules import SourceRules
from ingest.formats.document import Document, Unreadable, Withdrawal
from ingest.formats.read import read
from ingest.ledger.write import Arrival
from ingest.pipeline.drafts import DraftReader
from ingest.pipeline.reception import Received
from ingest.settings import IngestSettings
from ingest.sources.config.file import Sources
from ingest.sources.config.models import AnySource, FolderSource
from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.kinds.folder import look, read_up_to
from ingest.sources.kinds.origins import Origins
from ingest.sources.kinds.robots import Robots
from ingest.sources.kinds.rules import Rules
from ingest.sources.kinds.taking import Taking
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import NOTHING_TAKEN, Taken, Visit
from newsroom.events.articles import ArticleDraft
from newsroom.events.identity import article_id
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock, SystemClock

_FAILED = frozenset({PollOutcome.FAILED, PollOutcome.GONE})


@dataclass(slots=True)
class DryReception:
    """Judges articles as ingest would, and writes down what it would take."""

    reader: DraftReader
    clock: Clock
    out: TextIO
    refused: list[str] = field(default_factory=list[str])

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        reading = await asyncio.to_thread(read, document)
        return Received(Arrival("", self.clock.now(), sender, traceparent), reading)

    async def receive_reading(self, received: Received) -> list[Answer | ProblemError]:
        answers: list[Answer | ProblemError] = []
        for one in received.reading.articles:
            match one:
                case Unreadable(problem):
                    answers.append(problem)
                case Withdrawal():
                    answers.append(Answer(article_id(one.source, one.source_id), 0, "withdrawn"))
                    self._say(f"withdrawn  {one.source_id}: {one.reason or 'no reason given'}")
                case _:
                    answers.append(self._judged(one, received.arrival.sender))
        self.refused += [answer.detail for answer in answers if isinstance(answer, ProblemError)]
        return answers

    def _judged(self, draft: ArticleDraft, sender: Sender) -> Answer | ProblemError:
        try:
            self.reader.submission(draft, sender, 0)
        except ProblemError as problem:
            return problem
        self._say(_described(draft))
        return Answer(draft.id, 1, "created")

    def _say(self, text: str) -> None:
        self.out.write(text + "\n")


async def try_source(source: AnySource, sources: Sources, settings: IngestSettings, out: TextIO) -> int:
    """Writes what would be ingested; the exit code: 1 where the source cannot be read."""
    clock = SystemClock()
    languages = settings.languages
    rank = ranking(languages)
    check = LanguageCheck(SourceRules(settings.source_rules), rank)
    reception = DryReception(DraftReader(languages, check), clock, out)
    file = WatchedFile(None, {}, sources)
    if isinstance(source, FolderSource):
        visit = await _folder(source, Taking(reception, source, Rules.of(source, rank), sources.secrets))
    else:
        async with Origins(file, reception, rank, clock, Robots(clock)).of(source) as origin:
            visit = await origin.visit(SourceState())
    hidden = sources.secrets.hidden
    for reason in reception.refused:
        out.write(f"refused    {hidden(reason)}\n")
    if visit.problem:
        out.write(f"problem    {hidden(visit.problem)}\n")
    more = "; the rest would come with the next polls" if visit.outcome is PollOutcome.MORE else ""
    out.write(f"articles: {visit.taken.created}, refused: {len(reception.refused)}{more}\n")
    return 1 if visit.outcome in _FAILED else 0


async def _folder(source: FolderSource, taking: Taking) -> Visit:
    """What is in the folder now, complete or not; it stays there."""
    taken = NOTHING_TAKEN
    try:
        for path in await asyncio.to_thread(look, Path(source.path), source.pattern):
            content = await asyncio.to_thread(read_up_to, path, source.max_bytes)
            one = Taken(refused=("it is too large",))
            if content is not None:
                one = await taking.take_document(Document(content, name=path.name))
            taken += replace(one, refused=tuple(f"{path.name}: {reason}" for reason in one.refused))
    except OSError as error:
        return Visit(PollOutcome.FAILED, SourceState(), problem=f"{source.path}: {error.strerror}")
    return Visit(taken.outcome, SourceState(), taken)


def _described(draft: ArticleDraft) -> str:
    length = len(draft.body or draft.body_html or "")
    said = {
        "language": draft.language or "to be detected",
        "published": draft.published_at or "on arrival",
        "category": draft.category or "none",
        "text": f"{length} characters",
        "media": len(draft.media),
        "url": draft.url or "none",
    }
    lines = [f"article    {draft.headline}", f"           id {draft.id}, {draft.source}: {draft.source_id}"]
    return "\n".join([*lines, "           " + ", ".join(f"{name} {value}" for name, value in said.items())])
