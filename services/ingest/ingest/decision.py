"""What a post, a withdrawal or a restoration does to an article. Pure: state and time in, state out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from ingest.state import ArticleState, ContentState
from newsroom.events.articles import ArticleDraft

OrderedT = TypeVar("OrderedT", int, datetime)
Answered = Literal["created", "updated", "unchanged", "stale", "withdrawn", "restored"]


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft as it was sent, the hash of its content, and its size in bytes."""

    draft: ArticleDraft
    content_hash: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is answered, the state from then on, and whether its revision is a fact to be emitted."""

    answered: Answered
    state: ArticleState
    emits: bool = False


@dataclass(frozen=True, slots=True)
class EmbargoRefused:
    """The article is public already: an embargo governs the first publication only."""

    public_from: datetime


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such article."""


def decide(before: ArticleState | None, sent: Submission, now: datetime) -> Decision | EmbargoRefused:
    """What a post does."""
    content = before.content if before else None
    if before is not None and content is not None:
        if sent.content_hash == content.content_hash:
            return _same_content(before, content, sent.draft)
        if _is_stale(content, sent):
            return Decision(_hidden_or("stale", before), before)
    embargo = sent.draft.embargo_until
    if before is not None and before.was_public(now) and embargo is not None and embargo > now:
        return EmbargoRefused(before.public_from or now)
    return _next_content(before, sent, now)


def withdraw(
    before: ArticleState | None, source: str | None, source_id: str | None, now: datetime
) -> Decision:
    """What a withdrawal does, also to an article never seen."""
    if before is None:
        state = ArticleState(revision=1, status="withdrawn", source=source, source_id=source_id)
        return Decision("withdrawn", state, emits=True)
    if before.status == "withdrawn":
        return Decision("withdrawn", before)
    changes = {
        "revision": before.revision + 1,
        "status": "withdrawn",
        "public_from": before.public_from if before.was_public(now) else None,
    }
    return Decision("withdrawn", before.model_copy(update=changes), emits=True)


def restore(before: ArticleState | None, now: datetime) -> Decision | Unknown:
    """What a restoration does. Where there is no content yet, it lifts the withdrawal."""
    if before is None:
        return Unknown()
    if before.status == "live":
        return Decision("restored", before)
    revision = before.revision + 1
    content = before.content and before.content.model_copy(update={"revision": revision})
    embargo = before.content.embargo_until if before.content else None
    changes = {
        "revision": revision,
        "status": "live",
        "content": content,
        "public_from": _public_from(before, embargo, now) if content else None,
    }
    return Decision("restored", before.model_copy(update=changes), emits=True)


def lift_embargo(before: ArticleState, now: datetime) -> Decision:
    """Makes public now what waits for its time; anything else stays as it is."""
    content = before.content
    if content is None or content.embargo_until is None or before.status != "live" or before.was_public(now):
        return Decision("unchanged", before)
    revision = before.revision + 1
    lifted = content.model_copy(update={"revision": revision, "embargo_until": None})
    changes = {"revision": revision, "content": lifted, "public_from": now}
    return Decision("updated", before.model_copy(update=changes), emits=True)


def _same_content(before: ArticleState, content: ContentState, draft: ArticleDraft) -> Decision:
    """Nothing, save that a newer version of the same is remembered."""
    changes = {
        "version": _highest(content.version, draft.version),
        "modified_at": _highest(content.modified_at, draft.modified_at),
    }
    remembered = before.model_copy(update={"content": content.model_copy(update=changes)})
    return Decision(_hidden_or("unchanged", before), remembered)


def _is_stale(content: ContentState, sent: Submission) -> bool:
    """Whether other content than the current is older than it, as far as the sender lets us know."""
    draft = sent.draft
    if draft.version is not None and content.version is not None:
        return draft.version <= content.version
    if draft.modified_at is not None and content.modified_at is not None:
        return draft.modified_at <= content.modified_at
    says_when = draft.version is not None or draft.modified_at is not None
    return not says_when and not draft.revert and sent.content_hash in content.earlier


def _next_content(before: ArticleState | None, sent: Submission, now: datetime) -> Decision:
    draft = sent.draft
    before = before or ArticleState(revision=0)
    known = before.content
    content = ContentState(
        revision=before.revision + 1,
        content_hash=sent.content_hash,
        earlier=_superseded(known, sent.content_hash),
        version=_highest(known.version if known else None, draft.version),
        modified_at=_highest(known.modified_at if known else None, draft.modified_at),
        first_received_at=known.first_received_at if known else now,
        default_language=known.default_language if known else None,
        embargo_until=draft.embargo_until,
    )
    is_live = before.status == "live"
    state = ArticleState(
        revision=content.revision,
        status=before.status,
        source=draft.source,
        source_id=draft.source_id,
        content=content,
        public_from=_public_from(before, draft.embargo_until, now) if is_live else before.public_from,
        order=before.order,
    )
    answered: Answered = "created" if state.revision == 1 else _hidden_or("updated", state)
    return Decision(answered, state, emits=True)


def _superseded(known: ContentState | None, content_hash: str) -> tuple[str, ...]:
    """Hashes of all contents but the current: one that came back is no longer among them."""
    if known is None:
        return ()
    return (*(earlier for earlier in known.earlier if earlier != content_hash), known.content_hash)


def _public_from(before: ArticleState, embargo: datetime | None, now: datetime) -> datetime:
    if before.public_from is not None and before.public_from <= now:
        return before.public_from
    return now if embargo is None else max(embargo, now)


def _hidden_or(answered: Answered, state: ArticleState) -> Answered:
    """A post to a withdrawn article is answered `withdrawn`, whatever it says."""
    return "withdrawn" if state.status == "withdrawn" else answered


def _highest(known: OrderedT | None, given: OrderedT | None) -> OrderedT | None:
    given_ones = [value for value in (known, given) if value is not None]
    return max(given_ones) if given_ones else None
