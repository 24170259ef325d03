"""Reprocessing: documents are read again, as adapters read them now, and articles corrected by that.

A document corrects the articles whose content is from it, and brings those that nobody found in it before.
Content from another document since stays; so does what was withdrawn, and what an editor brought back.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from ingest.access.keys import Sender
from ingest.articles.commands import Answer, Outcome, Post
from ingest.formats.document import Document, Withdrawal
from ingest.ledger.audit import KeptDocument, LedgerArchive, Selection
from ingest.ledger.write import Arrival, uncompressed
from ingest.pipeline.acts import reference_of
from ingest.pipeline.pipeline import ArticlePipeline, IngestOptions
from ingest.pipeline.validate import Validated
from newsroom.http.problems import ProblemError

FORMAT = "reparse"
_CHANGES = frozenset({"created", "updated"})
_NOT_READ = frozenset({"withdrawal", "restoration", FORMAT})  # no document: no adapter reads them


@dataclass(frozen=True, slots=True)
class ReprocessedDocument:
    """The outcomes of reading one document again."""

    document_id: str
    format: str
    outcomes: tuple[Outcome, ...]

    @property
    def changed(self) -> tuple[Answer, ...]:
        """The articles that it corrected or brought."""
        answers = (outcome for outcome in self.outcomes if isinstance(outcome, Answer))
        return tuple(answer for answer in answers if answer.status in _CHANGES)

    @property
    def counts(self) -> Counter[str]:
        return Counter(
            outcome.status if isinstance(outcome, Answer) else "refused" for outcome in self.outcomes
        )


@dataclass(frozen=True, slots=True)
class Reprocessor:
    """Reads documents again. Raises StoreUnavailableError."""

    archive: LedgerArchive
    pipeline: ArticlePipeline

    async def reprocess(
        self, selection: Selection, by: Sender, traceparent: str, *, dry_run: bool
    ) -> AsyncIterator[ReprocessedDocument]:
        """One document after the other, in the order in which they came."""
        async for kept in self.archive.documents(selection):
            if kept.format in _NOT_READ:
                continue
            document = await self._reprocessed(kept, selection, traceparent, dry_run=dry_run)
            if document.changed and not dry_run:
                await self._record(document, by, traceparent)
            yield document

    async def _record(self, document: ReprocessedDocument, by: Sender, traceparent: str) -> None:
        """Enters the articles that were corrected, under an arrival of their own, without a document."""
        ledger = self.pipeline.ledger
        arrival = await ledger.arrival(Document(b""), by, traceparent)
        await ledger.record(replace(arrival, raw=None), FORMAT, document.changed)

    async def _reprocessed(
        self, kept: KeptDocument, selection: Selection, traceparent: str, *, dry_run: bool
    ) -> ReprocessedDocument:
        scope = kept.raw.scope
        name = kept.receipt.sender if kept.receipt else ""
        sender = Sender(None if scope is None else frozenset(scope), name)
        arrival = Arrival(kept.id, kept.received_at, sender, traceparent)
        try:
            validated = await self._validated(kept, arrival)
        except ProblemError as unreadable:
            return ReprocessedDocument(kept.id, kept.format, (unreadable,))
        wanted = [element for element in validated if await self._is_wanted(element, selection, kept)]
        options = IngestOptions(arrival, kept.format, kept.known_ids, dry_run)
        ingested = await self.pipeline.ingest(wanted, options)
        return ReprocessedDocument(kept.id, kept.format, tuple(ingested.outcomes))

    async def _validated(self, kept: KeptDocument, arrival: Arrival) -> list[Validated]:
        """The parts of a document, read and validated. Raises ProblemError."""
        raw, validator = kept.raw, self.pipeline.validator
        if not raw.is_whole:
            raise ProblemError(HTTPStatus.GONE, "Only the beginning of this document was kept.")
        content = await asyncio.to_thread(uncompressed, raw.content)
        languages = validator.drafts.languages
        document = Document(content, raw.media_type, raw.charset, raw.url, raw.name, raw.source, languages)
        parsed = await self.pipeline.reader.read(document, FORMAT)
        return await asyncio.to_thread(validator.parts, parsed.parts, arrival)

    async def _is_wanted(self, element: Validated, selection: Selection, kept: KeptDocument) -> bool:
        match element:
            case Post():
                return selection.sources is None or element.draft.source in selection.sources
            case Withdrawal():
                # One that was carried out then may have been taken back by an editor since.
                reference = await self.pipeline.resolver.resolve_reference(reference_of(element))
                is_new = reference.article_id not in kept.known_ids
                return is_new and (selection.sources is None or element.source in selection.sources)
            case ProblemError():
                return True
