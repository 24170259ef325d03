"""What was sent is read again, as better adapters read it, and what they make better is corrected.

A document corrects the articles whose content is from it, and brings those that nobody found in it before.
What another document said since stays; so does what was withdrawn, and what an editor brought back.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from ingest.access.keys import Sender
from ingest.articles.decide import Submission
from ingest.articles.planning import Answer
from ingest.formats.document import Document, Withdrawal
from ingest.formats.read import read
from ingest.identity.reference import Naming
from ingest.ledger.audit import KeptDocument, Ledgers, Selection
from ingest.ledger.compression import unpacked
from ingest.ledger.write import Arrival, Ledger
from ingest.pipeline.acting import NOT_READ
from ingest.pipeline.checking import Checked, Checker
from ingest.pipeline.taking import Manner, Taking
from newsroom.http.problems import ProblemError

FORMAT = "reparse"
_CHANGES = frozenset({"created", "updated"})


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading one document again comes to."""

    document_id: str
    format: str
    answers: tuple[Answer | ProblemError, ...]

    @property
    def changed(self) -> tuple[Answer, ...]:
        """The articles that it corrected or brought."""
        return tuple(one for one in self.answers if isinstance(one, Answer) and one.status in _CHANGES)

    @property
    def counts(self) -> Counter[str]:
        return Counter(one.status if isinstance(one, Answer) else "refused" for one in self.answers)


@dataclass(frozen=True, slots=True)
class Reparsing:
    """Reads documents again. Raises StoreUnavailableError."""

    ledgers: Ledgers
    ledger: Ledger
    checker: Checker
    taking: Taking
    not_read: frozenset[str] = field(default=NOT_READ | {FORMAT})

    async def reparse(
        self, selection: Selection, by: Sender, traceparent: str, *, dry_run: bool
    ) -> AsyncIterator[Reread]:
        """One document after the other, in the order in which they came."""
        async for kept in self.ledgers.documents(selection):
            if kept.format in self.not_read:
                continue
            reread = await self._again(kept, selection, traceparent, dry_run=dry_run)
            if reread.changed and not dry_run:
                arrival = self.ledger.arrival(by, traceparent)
                await self.ledger.settle(arrival, FORMAT, reread.changed)
            yield reread

    async def _again(
        self, kept: KeptDocument, selection: Selection, traceparent: str, *, dry_run: bool
    ) -> Reread:
        scope = kept.raw.scope
        name = kept.receipt.sender if kept.receipt else ""
        sender = Sender(None if scope is None else frozenset(scope), name)
        arrival = Arrival(kept.id, kept.received_at, sender, traceparent)
        try:
            checked = await asyncio.to_thread(self._checked, kept, arrival)
        except ProblemError as unreadable:
            return Reread(kept.id, kept.format, (unreadable,))
        wanted = [one for one in checked if await self._is_wanted(one, selection, kept)]
        manner = Manner(arrival, kept.format, kept.known_ids, dry_run)
        taken = await self.taking.take(wanted, manner)
        return Reread(kept.id, kept.format, tuple(taken.answers))

    def _checked(self, kept: KeptDocument, arrival: Arrival) -> list[Checked]:
        """Raises ProblemError."""
        raw = kept.raw
        content = unpacked(raw.content)
        document = Document(
            content, raw.media_type, raw.charset, raw.url, raw.name, raw.source, self.checker.reader.languages
        )
        return self.checker.articles(read(document).articles, arrival)

    async def _is_wanted(self, one: Checked, selection: Selection, kept: KeptDocument) -> bool:
        match one:
            case Submission():
                return selection.sources is None or one.draft.source in selection.sources
            case Withdrawal(source, source_id):
                # One that was carried out then may have been taken back by an editor since.
                named = await self.taking.joining.naming(Naming(source=source, source_id=source_id))
                is_new = named.article_id not in kept.known_ids
                return is_new and (selection.sources is None or source in selection.sources)
            case ProblemError():
                return True
