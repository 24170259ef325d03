"""The change loop: read, decide, write by compare-and-set, and again where another write came first."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from ingest.articles.change import Chain, Change, ChangePlan, RevisionBuilder
from ingest.articles.commands import Answer, Command, LiftEmbargo, Outcome, Post, Restore
from ingest.articles.overwrites import OverwriteCheck
from ingest.articles.ports import ArticleStore, ContentArchive, Promise, WriteOutcome, kept
from ingest.articles.refusals import contended, memory_short, unavailable
from ingest.articles.state import Snapshot
from newsroom.events.articles import ArticleRevision
from newsroom.http.problems import ProblemError
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock

_log = structlog.get_logger(__name__)
# Another replica, or another request, may change an article in between, but not so often in a row.
ATTEMPTS = 20
# Above so many bytes a batch would keep the loop from other requests for longer than some 5 ms.
LARGE = 50_000


@dataclass(frozen=True, slots=True)
class _Planned:
    """A change, with the outcomes of the commands that it settles, by their index."""

    change: Change
    outcomes: Mapping[int, Outcome]


@dataclass(frozen=True, slots=True)
class ChangeLoop:
    """Applies commands. An answer is a promise: what it reports is on disk, twice."""

    articles: ArticleStore
    archive: ContentArchive
    builder: RevisionBuilder
    clock: Clock
    overwrites: OverwriteCheck

    async def apply(
        self,
        commands: Sequence[Command],
        traceparent: str | None,
        *,
        dry_run: bool = False,
        promises: list[Promise] | None = None,
    ) -> list[Outcome]:
        """One outcome for each command, in order; commands about one article chain and are written as one.

        With `dry_run` it is what would be answered, and nothing is written. A caller that gives a list of
        `promises` waits for them itself before it answers. Raises StoreUnavailableError.
        """
        outcomes: dict[int, Outcome] = {}
        waited_for = list[Promise]() if promises is None else promises
        waiting = dict(enumerate(commands))
        for _ in range(ATTEMPTS):
            if not waiting:
                break
            for index, outcome in (await self._attempt(waiting, traceparent, dry_run, waited_for)).items():
                outcomes[index] = outcome
                del waiting[index]
        if promises is None:
            await kept(waited_for)
        return [outcomes.get(index) or contended() for index in range(len(commands))]

    async def _attempt(
        self,
        waiting: Mapping[int, Command],
        traceparent: str | None,
        dry_run: bool,
        promises: list[Promise],
    ) -> dict[int, Outcome]:
        """Outcomes of those that were not overtaken."""
        indexes: dict[str, list[int]] = defaultdict(list)
        for index, command in waiting.items():
            indexes[command.article_id].append(index)
        snapshots = await self.articles.read(indexes)
        now = self.clock.now()
        chains = {
            article_id: Chain(article_id, snapshots[article_id], [waiting[index] for index in own])
            for article_id, own in indexes.items()
        }
        for chain in list(chains.values()):
            chains[chain.article_id] = await self._with_doubts(chain)
        for chain in [chain for chain in chains.values() if _may_bring_back(chain)]:
            chains[chain.article_id] = await self._with_content(chain, now)

        def planned() -> list[_Planned]:
            plans = [ChangePlan(chain, self.builder, now, traceparent).run() for chain in chains.values()]
            return [
                _Planned(change, dict(zip(indexes[change.article_id], outcomes, strict=True)))
                for change, outcomes in plans
            ]

        size = sum(command.size for command in waiting.values() if isinstance(command, Post))
        plans = await asyncio.to_thread(planned) if size > LARGE else planned()
        if dry_run:
            return {index: outcome for plan in plans for index, outcome in plan.outcomes.items()}
        return await self._written(plans, waiting, promises)

    async def _written(
        self, plans: Sequence[_Planned], commands: Mapping[int, Command], promises: list[Promise]
    ) -> dict[int, Outcome]:
        outcomes, changing, same = dict[int, Outcome](), list[_Planned](), dict[str, Snapshot]()
        for plan in plans:
            if plan.change.state == plan.change.before.state:
                outcomes |= plan.outcomes
                same[plan.change.article_id] = plan.change.before
            else:
                changing.append(plan)
        if same:
            # Nothing of these is written, so no script compares the epoch: Redis may have lost its data.
            await self.articles.check_epoch(same)
        written = await self.articles.write([plan.change for plan in changing])
        if written.promise is not None:
            promises.append(written.promise)
        for plan, outcome in zip(changing, written.outcomes, strict=True):
            match outcome:
                case WriteOutcome.DONE:
                    outcomes |= plan.outcomes
                    _log_change(plan, commands)
                case WriteOutcome.OVERTAKEN:
                    pass
                case WriteOutcome.NO_MEMORY:
                    outcomes |= _refused(plan, memory_short())
                case WriteOutcome.NO_NUMBERS:
                    outcomes |= _refused(plan, unavailable(outcome.value))
        return outcomes

    async def _with_doubts(self, chain: Chain) -> Chain:
        """The chain, with a doubt in each post that would overwrite another article."""
        commands, before = list[Command](), None
        for command in chain.commands:
            if not isinstance(command, Post):
                commands.append(command)
                continue
            known = before or await self._overwritten(chain, command)
            post = command if known is None else self.overwrites.doubted(command, known)
            commands.append(post)
            before = before if post.refuses_doubts and post.doubts else command.draft
        return replace(chain, commands=commands)

    async def _overwritten(self, chain: Chain, post: Post) -> ArticleRevision | None:
        """The version that a suspect post would replace: what is public, else what waits to be."""
        state = chain.before.state
        if state is None or state.status != "live":
            return None
        if state.content is not None:
            is_suspect = self.overwrites.is_suspect(post, state.content)
            return await self._content(chain, state.content.revision) if is_suspect else None
        held = state.held
        return held.article if held and self.overwrites.is_suspect(post, held.content) else None

    async def _with_content(self, chain: Chain, now: datetime) -> Chain:
        """The chain with the content that it brings back, where it does."""
        content = chain.before.state.content if chain.before.state else None
        if content is None or not chain.brings_back(now):
            return chain
        return replace(chain, content=await self._content(chain, content.revision))

    async def _content(self, chain: Chain, revision: int) -> ArticleRevision | None:
        entry = chain.before.entry
        content = await self.articles.content(entry) if entry else None
        # What was trimmed from the stream, every group had finished: publish has archived it.
        return content or await self.archive.content(chain.article_id, revision)


def _may_bring_back(chain: Chain) -> bool:
    return any(isinstance(command, Restore | LiftEmbargo) for command in chain.commands)


def _refused(plan: _Planned, problem: ProblemError) -> dict[int, Outcome]:
    return {
        index: outcome if isinstance(outcome, ProblemError) else problem
        for index, outcome in plan.outcomes.items()
    }


def _log_change(plan: _Planned, commands: Mapping[int, Command]) -> None:
    """One log event for each act, and for an article that does not seem to be in its language."""
    doubted = plan.change.doubted
    if doubted is not None:
        metrics.LANGUAGES_DOUBTED.labels(source=doubted.source).inc()
        _log.warning(
            "article.language_doubted",
            article=doubted.id,
            source=doubted.source,
            language=doubted.language,
            doubt=doubted.language_doubt,
        )
    for index, outcome in plan.outcomes.items():
        command = commands[index]
        if isinstance(outcome, Answer) and isinstance(command, Post) and outcome.status == "held":
            _log.warning(
                "article.held",
                article=outcome.id,
                source=command.draft.source,
                reason=outcome.reason,
            )
        if isinstance(outcome, Answer) and not isinstance(command, Post):
            _log.info(
                "article.changed",
                article=outcome.id,
                status=outcome.status,
                revision=outcome.revision,
                reason=command.reason,
            )
