"""The decision on a command: an article's state, the command and the time in, its next state out. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ingest.articles.commands import (
    Act,
    AnswerStatus,
    Command,
    Discard,
    LiftEmbargo,
    Post,
    Release,
    Reprocessing,
    Withdraw,
)
from ingest.articles.held_versions import read_again
from ingest.articles.state import ArticleState, ContentState, HeldVersion, Hold
from ingest.articles.versions import Age, age, highest
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.holds import Doubt


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, the state from then on, and whether its content or withdrawal is a fact to be emitted.

    What becomes of a held version is told by the states before and after.
    """

    status: AnswerStatus
    state: ArticleState
    emits: bool = False


@dataclass(frozen=True, slots=True)
class EmbargoRefused:
    """The article is public already: an embargo governs the first publication only."""

    public_from: datetime


@dataclass(frozen=True, slots=True)
class UnknownArticle:
    """The article is not there to be restored or released."""

    article_id: str


@dataclass(frozen=True, slots=True)
class ForeignSource:
    """The sender has no right to the article's source; None where the source is not known."""

    source: str | None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The post is doubted, and its source's rule refuses what is."""

    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class OrderSuperseded:
    """The order was carried out before, or a later one was: read again or late, it must undo nothing.

    Nor may it release or discard another held version than its editor saw.
    """


Refusal: TypeAlias = EmbargoRefused | UnknownArticle | ForeignSource | Doubtful | OrderSuperseded


def decide(state: ArticleState | None, command: Command, now: datetime) -> Decision | Refusal:
    """The decision on one command."""
    if isinstance(command, Post):
        return _post(state, command, now)
    source = (state.source if state else None) or command.source
    if command.sender is not None and not command.sender.may_send(source):
        return ForeignSource(source)
    if command.order and state is not None and command.order <= state.order:
        return OrderSuperseded()
    decision = _act(state, command, now)
    if command.order and isinstance(decision, Decision):
        ordered = decision.state.model_copy(update={"order": command.order})
        return Decision(decision.status, ordered, decision.emits)
    return decision


def _act(state: ArticleState | None, act: Act, now: datetime) -> Decision | Refusal:
    if isinstance(act, Withdraw):
        return _withdraw(state, act, now)
    if state is None:
        return UnknownArticle(act.article_id)
    if isinstance(act, Release | Discard):
        return _end_hold(state, act, now)
    return _lift_embargo(state, now) if isinstance(act, LiftEmbargo) else _restore(state, now)


def _post(state: ArticleState | None, post: Post, now: datetime) -> Decision | EmbargoRefused | Doubtful:
    latest = state.latest if state else None
    if state is not None and latest is not None:
        if post.is_repeat:
            return Decision(_hidden_or("unchanged", state), state)
        is_same = post.content_hash == latest.content_hash
        if is_same and not _releases(state, post.draft) and not _dispels(state, post):
            return _same_content(state, latest, post.draft)
        if not (is_same and _dispels(state, post)) and _is_stale(latest, post):
            return Decision(_hidden_or("stale", state), state)
    embargo = post.draft.embargo_until
    if state is not None and state.was_public(now) and embargo is not None and embargo > now:
        return EmbargoRefused(state.public_from or now)
    if not post.doubts:
        return _next_content(state, post, now)
    return Doubtful(post.doubts) if post.refuses_doubts else _hold(state, post, now)


def _dispels(state: ArticleState, post: Post) -> bool:
    """Whether a post has no doubts left, where the same version waits for a person."""
    return not post.doubts and state.held is not None and not state.held.discarded


def _withdraw(state: ArticleState | None, command: Withdraw, now: datetime) -> Decision:
    """For good, whatever version it is of, also of an article never seen.

    A hold ends with a newer version, and is `stale` where the article has one.
    """
    hold = command.hold
    if state is None:
        withdrawn = ArticleState(
            revision=1, status="withdrawn", source=command.source, source_id=command.source_id, hold=hold
        )
        return Decision("withdrawn", withdrawn, emits=True)
    if state.status == "withdrawn":
        again = {"hold": _longer(state.hold, hold), "held": _decided(state.held, command)}
        return Decision("withdrawn", state.model_copy(update=again))
    if hold is not None and state.latest is not None and age(hold, state.latest) is Age.OLDER:
        return Decision("stale", state)
    changes = {
        "revision": state.revision + 1,
        "status": "withdrawn",
        "public_from": state.public_from if state.was_public(now) else None,
        "hold": hold,
    }
    return Decision("withdrawn", state.model_copy(update=changes), emits=True)


def _decided(held: HeldVersion | None, withdrawal: Withdraw) -> HeldVersion | None:
    """The held version once its article, which it kept from readers meanwhile, is withdrawn for good."""
    if held is None or withdrawal.article_id not in held.withheld:
        return held
    others = tuple(withheld for withheld in held.withheld if withheld != withdrawal.article_id)
    return held.model_copy(update={"withheld": others})


def _restore(state: ArticleState, now: datetime) -> Decision:
    """Brings the latest content back; lifts a bare withdrawal where there is none yet."""
    if state.status == "live":
        return Decision("restored", state)
    revision = state.revision + 1
    content = state.content and state.content.model_copy(update={"revision": revision})
    embargo = state.content.embargo_until if state.content else None
    changes = {
        "revision": revision,
        "status": "live",
        "content": content,
        "public_from": _public_from(state, embargo, now) if content else None,
        "hold": None,
    }
    return Decision("restored", state.model_copy(update=changes), emits=True)


def _lift_embargo(state: ArticleState, now: datetime) -> Decision:
    """Makes public now what waits for its time; anything else stays as it is."""
    content = state.content
    if content is None or content.embargo_until is None or state.status != "live" or state.was_public(now):
        return Decision("unchanged", state)
    revision = state.revision + 1
    lifted = content.model_copy(update={"revision": revision, "embargo_until": None})
    changes = {"revision": revision, "content": lifted, "public_from": now}
    return Decision("updated", state.model_copy(update=changes), emits=True)


def _end_hold(state: ArticleState, act: Release | Discard, now: datetime) -> Decision | Refusal:
    """Releases or discards the version that waits; nothing where none does."""
    held = state.waiting
    if held is None:
        return Decision(_hidden_or("unchanged", state), state)
    if act.held_revision not in (None, held.content.revision):
        return OrderSuperseded()
    if isinstance(act, Release):
        return _release(state, held, act, now)
    discarded = held.model_copy(update={"discarded": True, "article": None})
    return Decision("discarded", state.model_copy(update={"held": discarded}))


def _release(
    state: ArticleState, held: HeldVersion, release: Release, now: datetime
) -> Decision | EmbargoRefused:
    article, doubts = read_again(held, release, state.source or "")
    embargo = article.embargo_until
    if state.was_public(now) and embargo is not None and embargo > now:
        return EmbargoRefused(state.public_from or now)
    if doubts:
        return _held_on(state, held, article, doubts)
    # Something else may have taken a revision since it was held, such as a restoration.
    is_last = held.content.revision == state.revision
    content = held.content.model_copy(
        update={
            "revision": state.revision if is_last else state.revision + 1,
            "embargo_until": embargo,
            "modified_at": _modified_at(held, article),
            "default_language": _default_language(held, article),
        }
    )
    after = {
        "revision": content.revision,
        "content": content,
        "public_from": _public_from(state, embargo, now),
        "held": None,
    }
    status: AnswerStatus = "created" if content.revision == 1 else "updated"
    return Decision(status, state.model_copy(update=after), emits=True)


def _modified_at(held: HeldVersion, article: ArticleRevision) -> datetime | None:
    """As an answer about the source's zone reads it, where it was this version's own."""
    is_own = held.article is not None and held.article.modified_at == held.content.modified_at
    return article.modified_at if is_own else held.content.modified_at


def _default_language(held: HeldVersion, article: ArticleRevision) -> str | None:
    """The language that an editor gave, else the default it was held with."""
    is_given = held.article is not None and held.article.language != article.language
    return article.language if is_given else held.content.default_language


def _held_on(
    state: ArticleState, held: HeldVersion, article: ArticleRevision, doubts: tuple[Doubt, ...]
) -> Decision:
    """The version waits on, for what an answer has not explained; what it did explain is put right."""
    times = {"embargo_until": article.embargo_until, "modified_at": _modified_at(held, article)}
    content = held.content.model_copy(update=times)
    waiting = held.model_copy(update={"content": content, "article": article, "doubts": doubts})
    return Decision("held", state.model_copy(update={"held": waiting}))


def _same_content(state: ArticleState, latest: ContentState, draft: ArticleDraft) -> Decision:
    """Nothing, save that a newer version of the same is remembered."""
    changes = {
        "version": highest(latest.version, draft.version),
        "modified_at": highest(latest.modified_at, draft.modified_at),
    }
    remembered = latest.model_copy(update=changes)
    update: dict[str, object] = {"content": remembered}
    if state.held is not None:
        update = {"held": state.held.model_copy(update={"content": remembered})}
    return Decision(_hidden_or("unchanged", state), state.model_copy(update=update))


def _is_stale(content: ContentState, post: Post) -> bool:
    """Whether other content than the current is older than it, as far as the sender makes it known."""
    draft = post.draft
    known = age(draft, content)
    if post.reprocessing is not None and post.document_id is not None:
        if post.document_id == content.document_id:
            return known is Age.OLDER
        # Content from another, later document stays, and what was once found nothing new is so again.
        is_later = content.document_id is not None and content.document_id < post.document_id
        if post.reprocessing is Reprocessing.KNOWN or not is_later:
            return True
    if known is not Age.UNKNOWN:
        return known is not Age.NEWER
    is_dated = draft.version is not None or draft.modified_at is not None
    return not is_dated and not draft.revert and post.content_hash in content.earlier


def _releases(state: ArticleState, draft: ArticleDraft) -> bool:
    """Whether the draft is newer than what its sender withheld."""
    return state.hold is not None and age(draft, state.hold) is Age.NEWER


def _longer(known: Hold | None, given: Hold | None) -> Hold | None:
    """The hold after a second withdrawal: one for good ends it."""
    if known is None or given is None:
        return None
    return given if age(given, known) is Age.NEWER else known


def _hold(state: ArticleState | None, post: Post, now: datetime) -> Decision:
    """The post waits for a person; it takes the next revision, and what is public stays."""
    before = state or ArticleState(revision=0)
    content = _content(before.latest, post, before.revision + 1, now)
    changes = {
        "revision": content.revision,
        "source": post.draft.source,
        "source_id": post.draft.source_id,
        "held": HeldVersion(content=content, doubts=post.doubts, withheld=_withheld(before, post)),
    }
    after = before.model_copy(update=changes)
    return Decision(_hidden_or("held", after), after)


def _withheld(before: ArticleState, post: Post) -> tuple[str, ...]:
    """The ids that a notice withholds, with those that its version before did."""
    known = before.held.withheld if before.held and not before.held.discarded else ()
    return tuple(dict.fromkeys((*known, *post.withholds)))


def _next_content(state: ArticleState | None, post: Post, now: datetime) -> Decision:
    """The post becomes the content; a version that was held before it is superseded."""
    draft = post.draft
    before = state or ArticleState(revision=0)
    content = _content(before.latest, post, before.revision + 1, now)
    is_live = before.status == "live" or _releases(before, draft)
    after = ArticleState(
        revision=content.revision,
        status="live" if is_live else "withdrawn",
        source=draft.source,
        source_id=draft.source_id,
        content=content,
        public_from=_public_from(before, draft.embargo_until, now) if is_live else before.public_from,
        order=before.order,
        hold=None if is_live else before.hold,
        held_number=before.held_number,
    )
    status: AnswerStatus = "created" if after.revision == 1 else _hidden_or("updated", after)
    return Decision(status, after, emits=True)


def _content(known: ContentState | None, post: Post, revision: int, now: datetime) -> ContentState:
    """The content that a post brings, with what stays of the content before."""
    draft = post.draft
    content = ContentState(
        revision=revision,
        content_hash=post.content_hash,
        version=draft.version,
        modified_at=draft.modified_at,
        first_received_at=post.arrived_at or now,
        received_at=now,
        embargo_until=draft.embargo_until,
        document_id=post.document_id,
        address=post.address,
    )
    if known is None:
        return content
    kept = {
        # Of the superseded contents one that came back is no longer.
        "earlier": (*(other for other in known.earlier if other != post.content_hash), known.content_hash),
        "version": highest(known.version, draft.version),
        "modified_at": highest(known.modified_at, draft.modified_at),
        "first_received_at": known.first_received_at,
        "previous_received_at": known.received_at,
        "default_language": known.default_language,
        "address": content.address or known.address,
    }
    return content.model_copy(update=kept)


def _public_from(state: ArticleState, embargo: datetime | None, now: datetime) -> datetime:
    if state.public_from is not None and state.public_from <= now:
        return state.public_from
    return now if embargo is None else max(embargo, now)


def _hidden_or(status: AnswerStatus, state: ArticleState) -> AnswerStatus:
    """The answer to a post: `withdrawn` where the article is, whatever it says."""
    return "withdrawn" if state.status == "withdrawn" else status
