"""From what was checked to an answer for each: its article found, posted or withdrawn, in order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from ingest.articles.decide import Again, Submission
from ingest.articles.planning import Answer
from ingest.articles.posting import Posting
from ingest.articles.refusals import unavailable
from ingest.articles.state import Hold
from ingest.articles.withdrawing import Act, Withdrawing
from ingest.durability.watch import Watch
from ingest.formats.document import Withdrawal
from ingest.formats.kinds import Format
from ingest.identity.aliases import route_name
from ingest.identity.join import Joining, Route
from ingest.identity.reference import Naming
from ingest.ledger.write import Arrival
from ingest.pipeline.checking import Checked, batches
from newsroom.events.documents import JoinedName
from newsroom.http.problems import ProblemError
from newsroom.stores.errors import StoreUnavailableError


@dataclass(frozen=True, slots=True)
class Taken:
    """Answers in order, the sources they are about, and what was sent under other names."""

    answers: Sequence[Answer | ProblemError]
    sources: Collection[str] = ()
    joined: Sequence[JoinedName] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How articles are taken. `known_ids` are those found before in a document that is read again.

    With `dry_run` it is told what would be answered, and nothing is written.
    """

    arrival: Arrival
    kind: str
    known_ids: frozenset[str] | None = None
    dry_run: bool = False

    @property
    def route(self) -> Route:
        name = route_name(self.kind, self.arrival.sender.name)
        return Route(name, is_foreign=self.kind != Format.NATIVE)


@dataclass(slots=True)
class _Sum:
    """What has been taken so far."""

    answers: list[Answer | ProblemError] = field(default_factory=list[Answer | ProblemError])
    joined: list[JoinedName] = field(default_factory=list[JoinedName])


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes articles in, as long as Redis keeps what it answers. Never raises while a store is away."""

    joining: Joining
    posting: Posting
    withdrawing: Withdrawing
    watch: Watch

    async def take(self, checked: Sequence[Checked], manner: Manner) -> Taken:
        """An answer to each, in order."""
        total = _Sum()
        for batch in batches(checked):
            match batch[0]:
                case Submission():
                    posts = [one for one in batch if isinstance(one, Submission)]
                    await self._post(posts, manner, total)
                case Withdrawal():
                    withdrawals = [one for one in batch if isinstance(one, Withdrawal)]
                    total.answers += [await self._withdraw(one, manner) for one in withdrawals]
                case ProblemError():
                    total.answers += [one for one in batch if isinstance(one, ProblemError)]
        sources = {one.draft.source for one in checked if isinstance(one, Submission)}
        sources |= {one.source for one in checked if isinstance(one, Withdrawal)}
        return Taken(total.answers, sources, total.joined)

    async def _post(self, posts: Sequence[Submission], manner: Manner, total: _Sum) -> None:
        try:
            self.watch.check()
            resolved = await self.joining.resolve(posts, manner.route, dry_run=manner.dry_run)
            marked = [_marked(one, manner.known_ids) for one in resolved.posts]
            traceparent = manner.arrival.traceparent
            answers = await self.posting.post(marked, traceparent, dry_run=manner.dry_run)
            if resolved.joined and not manner.dry_run:
                await self.joining.remember(resolved, answers)
                total.joined += resolved.joined.values()
            total.answers += answers
        except ProblemError as refused:
            total.answers += [refused] * len(posts)
        except StoreUnavailableError as away:
            total.answers += [unavailable(str(away))] * len(posts)

    async def _withdraw(self, withdrawal: Withdrawal, manner: Manner) -> Answer | ProblemError:
        arrival = manner.arrival
        naming = Naming(source=withdrawal.source, source_id=withdrawal.source_id, reason=withdrawal.reason)
        act = Act(naming, arrival.sender, arrival.traceparent, _hold_of(withdrawal))
        try:
            self.watch.check()
            return await self.withdrawing.withdraw(act, dry_run=manner.dry_run)
        except ProblemError as refused:
            return refused
        except StoreUnavailableError as away:
            return unavailable(str(away))


def _marked(post: Submission, known_ids: frozenset[str] | None) -> Submission:
    if known_ids is None:
        return post
    return replace(post, again=Again.KNOWN if post.draft.id in known_ids else Again.NEW, repeats=False)


def _hold_of(withdrawal: Withdrawal) -> Hold | None:
    """Until when it is withdrawn; None for good, also where nobody could tell what is newer."""
    if not withdrawal.until_newer or (withdrawal.version is None and withdrawal.modified_at is None):
        return None
    return Hold(version=withdrawal.version, modified_at=withdrawal.modified_at)
