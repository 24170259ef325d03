"""The way of what was sent, from its bytes to an outcome for each article in it.

The stages, for HTTP, for NDJSON, for sources and for reprocessing alike: keep raw, parse, validate, limit,
resolve identity, apply, record. What may be taken at all is one gate's decision.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby, islice
from typing import Protocol, TypeVar

from ingest.access.keys import Sender
from ingest.access.rate_limit import Limits, too_many
from ingest.articles.apply import LARGE, ChangeLoop
from ingest.articles.commands import Answer, Command, Outcome, Post
from ingest.articles.decide import UnknownArticle
from ingest.articles.desk_settings import DeskSettings
from ingest.articles.ports import Promise, kept
from ingest.articles.refusals import refused, unavailable
from ingest.articles.standing import Standing, standing_of
from ingest.articles.suspicion import Arrived
from ingest.formats.document import Document, DocumentPart, Doubted, Unreadable, Withdrawal
from ingest.formats.media_types import Format
from ingest.formats.read import ParsedDocument
from ingest.identity.join import IdentityResolver, Resolved, Route
from ingest.identity.names import seen_shared
from ingest.identity.reference import ArticleReference
from ingest.ledger.write import REFUSED, Arrival, Ledger
from ingest.pipeline.acts import ActKind, command_of, hold_of, reference_of
from ingest.pipeline.arrivals import Arrivals
from ingest.pipeline.kill_words import KillWords
from ingest.pipeline.validate import Line, Validated, Validator
from ingest.reading.reader import DocumentReader, Harm, harmful
from newsroom.events.articles import ArticleDraft
from newsroom.events.documents import JoinedName
from newsroom.http.problems import ProblemError
from newsroom.runtime import metrics
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.stores.errors import StoreFullError, StoreUnavailableError

T = TypeVar("T")
UNREADABLE = "unreadable"
_AT_ONCE = 200  # articles in one write
_FEW_LINES = 4
_BEGINNING = 200  # characters of a text by which it is known again
_WITHDRAWALS = 1000  # of one document, that are looked for
_UNLIMITED = (ProblemError, Unreadable, Withdrawal)  # no articles


class Gate(Protocol):
    """The verdict whether anything may be taken now."""

    def check(self, *, is_kill: bool = False) -> None:
        """Raises ProblemError where nothing may be, or nothing but a withdrawal."""
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """A document that is kept and parsed, and how many articles it was counted as before that."""

    arrival: Arrival
    parsed: ParsedDocument
    counted: int = 0


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """The arrival and format of articles. `known_ids` are those found before in a document read again.

    With `dry_run` outcomes are what they would be, and nothing is written.
    """

    arrival: Arrival
    format: str
    known_ids: frozenset[str] | None = None
    dry_run: bool = False

    @property
    def route(self) -> Route:
        return Route(self.format, self.arrival.sender.name, is_foreign=self.format != Format.NATIVE)


@dataclass(slots=True)
class Ingested:
    """Outcomes in order, the sources they are about, what was sent under other names.

    `page_named` are sources of which a guid was seen of another article than before; `promises` are to be
    waited for before an answer.
    """

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    sources: set[str] = field(default_factory=set[str])
    joined: list[JoinedName] = field(default_factory=list[JoinedName])
    promises: list[Promise] = field(default_factory=list[Promise])
    page_named: set[str] = field(default_factory=set[str])


@dataclass(frozen=True, slots=True)
class ArticlePipeline:
    """Ingests articles and documents. Never raises for what was sent, nor while a store is unavailable."""

    gate: Gate
    ledger: Ledger
    reader: DocumentReader
    validator: Validator
    limits: Limits
    resolver: IdentityResolver
    changes: ChangeLoop
    settings: DeskSettings
    arrivals: Arrivals
    kill_words: KillWords
    noted: deque[Arrived]

    async def ingest_lines(self, lines: Sequence[Line], sender: Sender, traceparent: str) -> list[Outcome]:
        """Articles in our own format, an outcome for each, in order; raw, they are kept with the record."""
        lines, sent = await self._limit(lines, sender), lines
        refused = [line for line in lines if isinstance(line, ProblemError)]
        if len(refused) == len(lines) and lines != sent:
            return self._counted(refused)  # a flood leaves nothing behind
        content = b"\n".join(line for line in lines if isinstance(line, bytes))
        options = IngestOptions(
            await self.ledger.arrival(Document(content), sender, traceparent), Format.NATIVE
        )
        validate = partial(self.validator.lines, lines, options.arrival)
        is_slow = len(content) > LARGE or len(lines) > _FEW_LINES  # each may need its language read
        validated = await asyncio.to_thread(validate) if is_slow else validate()
        ingested = await self.ingest(validated, options)
        return await self._record(ingested, options)

    async def read_document(self, document: Document, sender: Sender, traceparent: str) -> Received:
        """A document, kept before anything is made of it, and parsed. Raises ProblemError.

        A key for one source alone names the source.
        """
        self.gate.check()
        counted = await self._count_large(document, sender)
        languages, most = self.validator.drafts.languages, sender.per_minute or None
        document = replace(document, languages=languages, most=most)
        if document.source is None and sender.sources is not None and len(sender.sources) == 1:
            document = replace(document, source=next(iter(sender.sources)))
        if document.zone is None:
            document = replace(document, zone=self.validator.drafts.check.rules.zone(document.source))
        arrival = await self.ledger.arrival(document, sender, traceparent)
        try:
            parsed = await self.reader.read(document, sender.label)
        except ProblemError as unreadable:
            await self._record(Ingested([unreadable]), IngestOptions(arrival, UNREADABLE))
            raise
        page_named = set[str]() if parsed.names_by_guid else _sources_of_parts(parsed.parts)
        try:
            kept_arrival = await self.ledger.keep(arrival, parsed.format, page_named)
            reach(CrashPoint.INGEST_KEPT)
            await self.resolver.names.sources.add(page_named)
            return Received(kept_arrival, parsed, counted)
        except StoreUnavailableError as error:
            raise unavailable(str(error)) from error

    async def set_aside(self, document: Document, sender: Sender, traceparent: str) -> None:
        """Keeps a document that met a fault of ours, raw, with a refusal that says so: its dead letter.

        `newsroom audit` lists it, `newsroom reparse` replays it. Raises StoreUnavailableError.
        """
        arrival = await self.ledger.arrival(document, sender, traceparent)
        sources = [document.source] if document.source else []
        await self.ledger.record(arrival, UNREADABLE, [harmful(Harm.FAULT)], sources)

    async def ingest_document(self, received: Received) -> list[Outcome]:
        """The articles of a document that was read, an outcome for each, in order."""
        options = IngestOptions(received.arrival, received.parsed.format)
        parts, arrival = received.parsed.parts, received.arrival
        # What is above a limit is not even looked at.
        limited = await self._limit(parts, arrival.sender, received.counted)
        validated = await asyncio.to_thread(self.validator.parts, limited, arrival)
        ingested = await self.ingest(validated, options)
        return await self._record(ingested, options)

    async def act(
        self, kind: ActKind, reference: ArticleReference, body: bytes, sender: Sender, traceparent: str
    ) -> Answer:
        """Withdraws or restores an article; a refusal is recorded too.

        Raises ProblemError and StoreUnavailableError.
        """
        self.gate.check(is_kill=kind == "withdrawal")
        resolved = await self.resolver.resolve_reference(reference)
        if sender.per_minute and not await self._is_known(resolved):
            await self.limits.unknown_reference(sender)
        arrival = await self.ledger.arrival(Document(body), sender, traceparent)
        command, promises = command_of(kind, resolved, sender), list[Promise]()
        [outcome] = await self.changes.apply([command], traceparent, promises=promises)
        sources = [reference.source] if reference.source else []
        try:
            await self.ledger.record(arrival, kind, [outcome], sources)
        except StoreFullError:
            if kind != "withdrawal":  # room is reserved for the kill, not for its receipt
                raise
        await kept(promises)
        if isinstance(outcome, ProblemError):
            raise outcome
        return outcome

    async def standing(self, article_id: str, sender: Sender) -> Standing:
        """What became of an article. Raises ProblemError where it is another's or not known."""
        reference = await self.resolver.resolve_reference(ArticleReference(id=article_id))
        named = reference.article_id
        snapshots = await self.changes.articles.read([named])
        await self.changes.articles.check_epoch(snapshots)
        state = snapshots[named].state
        if state is None:
            raise refused(UnknownArticle(article_id))
        sender.check(state.source)
        return standing_of(named, state, self.changes.clock.now())

    async def ingest(self, validated: Sequence[Validated], options: IngestOptions) -> Ingested:
        """Resolves identities and applies what was validated: an outcome for each, in order."""
        ingested = Ingested(sources=_sources(validated))
        if len(validated) > 1:
            validated = self.arrivals.spaced(validated, newest_first=options.format != Format.NATIVE)
        for batch in _batches(validated):
            if isinstance(batch[0], ProblemError):
                ingested.outcomes += [element for element in batch if isinstance(element, ProblemError)]
                continue
            try:
                self.gate.check()
                commands, resolved = await self._resolve(batch, options)
                outcomes = await self._apply(self.settings.applied(commands), options, ingested.promises)
                if resolved.joined and not options.dry_run:
                    await self.resolver.remember(resolved, outcomes)
                    ingested.joined += resolved.joined.values()
                ingested.outcomes += outcomes
                if options.route.is_foreign and not options.dry_run:
                    shared = seen_shared(resolved.posts, outcomes, options.format)
                    await self.resolver.names.sources.add(shared)
                    ingested.page_named |= shared
                if not options.dry_run:
                    self._note(commands, outcomes)
            except ProblemError as problem:
                ingested.outcomes += [problem] * len(batch)
            except StoreUnavailableError as error:
                ingested.outcomes += [unavailable(str(error))] * len(batch)
        return ingested

    def _note(self, commands: Sequence[Command], outcomes: Sequence[Outcome]) -> None:
        """Notes what was created, to be counted by its source beside the way of an article."""
        for command, outcome in zip(commands, outcomes, strict=True):
            if isinstance(outcome, Answer) and outcome.status == "created" and isinstance(command, Post):
                draft = command.draft
                text = draft.body or draft.body_html or draft.lead or ""
                beginning = f"{draft.headline} {text[:_BEGINNING]}"
                self.noted.append(Arrived(draft.source, beginning, undated=draft.published_at is None))

    async def _apply(
        self, commands: Sequence[Command], options: IngestOptions, promises: list[Promise]
    ) -> list[Outcome]:
        """Applies commands; what a kill in words names is withheld, if its source is set so."""
        trace, dry_run = options.arrival.traceparent, options.dry_run
        if not any(isinstance(command, Post) and command.doubts for command in commands):
            return await self.changes.apply(commands, trace, dry_run=dry_run, promises=promises)
        commands = await self.kill_words.with_targets(commands)
        outcomes = await self.changes.apply(commands, trace, dry_run=dry_run, promises=promises)
        if not dry_run:
            await self.kill_words.withhold(commands, outcomes, trace)
        return outcomes

    async def _is_known(self, reference: ArticleReference) -> bool:
        snapshots = await self.resolver.articles([reference.article_id])
        return snapshots[reference.article_id].state is not None

    async def _count_large(self, document: Document, sender: Sender) -> int:
        """The articles that a large document counts as before it is read, whatever is in it."""
        if not sender.per_minute or len(document.content) <= LARGE:
            return 0
        try:
            grant = await self.limits.articles(sender, 1)
        except StoreUnavailableError as error:
            raise unavailable(str(error)) from error
        if not grant.granted:
            raise too_many(grant)
        return grant.granted

    async def _limit(self, sent: Sequence[T], sender: Sender, counted: int = 0) -> Sequence[T | ProblemError]:
        """What the sender's limit of articles lets in, the first first; the rest is refused.

        So many were counted before.
        """
        if not sender.per_minute:
            return sent
        limited: list[T | ProblemError] = list(sent)
        wanted = [index for index, element in enumerate(limited) if not isinstance(element, _UNLIMITED)]
        withdrawn = [index for index, element in enumerate(limited) if isinstance(element, Withdrawal)]
        try:
            grant = await self.limits.articles(sender, max(len(wanted) - counted, 0))
            for index, problem in (await self._unknown(limited, withdrawn, sender)).items():
                limited[index] = problem
        except StoreUnavailableError as error:
            return [_or_refused(element, unavailable(str(error))) for element in sent]
        refused_all = too_many(grant)
        for index in wanted[grant.granted + counted :]:
            limited[index] = refused_all
        return limited

    async def _unknown(
        self, elements: Sequence[object], withdrawn: Sequence[int], sender: Sender
    ) -> dict[int, ProblemError]:
        """The withdrawals of unknown articles that a sender's limit does not let in, by their index."""
        unknown: list[int] = []
        for index in withdrawn[:_WITHDRAWALS]:
            element = elements[index]
            if isinstance(element, Withdrawal):
                reference = await self.resolver.resolve_reference(reference_of(element))
                unknown += [] if await self._is_known(reference) else [index]
        unknown += withdrawn[_WITHDRAWALS:]
        if not unknown:
            return {}
        grant = await self.limits.unknown_references(sender, len(unknown))
        return dict.fromkeys(unknown[grant.granted :], too_many(grant))

    async def _resolve(
        self, batch: Sequence[Validated], options: IngestOptions
    ) -> tuple[Sequence[Command], Resolved]:
        """The commands of a batch, each under the id of its article."""
        posts = [element for element in batch if isinstance(element, Post)]
        if posts:
            resolved = await self.resolver.resolve(posts, options.route, dry_run=options.dry_run)
            known_ids = options.known_ids
            if known_ids is None:
                return resolved.posts, resolved
            return [
                post.reprocessed(is_known=post.article_id in known_ids) for post in resolved.posts
            ], resolved
        sender, commands = options.arrival.sender, list[Command]()
        for withdrawal in batch:
            if isinstance(withdrawal, Withdrawal):
                reference = await self.resolver.resolve_reference(reference_of(withdrawal))
                commands.append(command_of("withdrawal", reference, sender, hold_of(withdrawal)))
        return commands, Resolved(())

    async def _record(self, ingested: Ingested, options: IngestOptions) -> list[Outcome]:
        """The outcomes, once the ledger has them; where it cannot, all are to be sent again."""
        outcomes = ingested.outcomes
        reach(CrashPoint.INGEST_APPLIED)
        try:
            await self.ledger.record(
                options.arrival,
                options.format,
                outcomes,
                ingested.sources,
                joined=ingested.joined,
                page_named=ingested.page_named,
            )
            await kept(ingested.promises)
        except StoreUnavailableError as error:
            outcomes = [unavailable(str(error))] * len(outcomes)
        return self._counted(outcomes)

    def _counted(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        statuses = Counter(
            REFUSED if isinstance(outcome, ProblemError) else outcome.status for outcome in outcomes
        )
        for status, count in statuses.items():
            metrics.ARTICLES_RECEIVED.labels(status=status).inc(count)
        return list(outcomes)


def _batches(validated: Sequence[Validated]) -> Iterator[list[Validated]]:
    """Neighbours of one kind, in order: a withdrawal must not overtake an article, nor the other way."""
    for _, neighbours in groupby(validated, type):
        while batch := list(islice(neighbours, _AT_ONCE)):
            yield batch


def _sources(validated: Sequence[Validated]) -> set[str]:
    posts = {element.draft.source for element in validated if isinstance(element, Post)}
    return posts | {element.source for element in validated if isinstance(element, Withdrawal)}


def _sources_of_parts(parts: Sequence[DocumentPart]) -> set[str]:
    drafts = (part.draft if isinstance(part, Doubted) else part for part in parts)
    return {draft.source for draft in drafts if isinstance(draft, ArticleDraft)}


def _or_refused(element: object, problem: ProblemError) -> ProblemError:
    return element if isinstance(element, ProblemError) else problem
