"""What a post, a withdrawal or a restoration does to an article. Pure: state and time in, state out."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from ingest.articles.state import ArticleState, ContentState, Hold
from ingest.articles.versions import Age, age, highest
from newsroom.events.articles import ArticleDraft

Answered = Literal["created", "updated", "unchanged", "stale", "withdrawn", "restored"]


class Again(Enum):
    """A document is read again; whether this article was found in it before."""

    KNOWN = "known"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft as it was sent, the hash of its content, its size in bytes, and which document it is of.

    `again` where that document is read again; see `Again`. It `repeats` where the same came by this
    route before, or is what another route has brought.
    """

    draft: ArticleDraft
    content_hash: str
    size: int = 0
    document_id: str | None = None
    again: Again | None = None
    repeats: bool = False


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
        if sent.repeats:
            return Decision(_hidden_or("unchanged", before), before)
        if sent.content_hash == content.content_hash and not _releases(before, sent.draft):
            return _same_content(before, content, sent.draft)
        if _is_stale(content, sent):
            return Decision(_hidden_or("stale", before), before)
    embargo = sent.draft.embargo_until
    if before is not None and before.was_public(now) and embargo is not None and embargo > now:
        return EmbargoRefused(before.public_from or now)
    return _next_content(before, sent, now)


def withdraw(
    before: ArticleState | None,
    source: str | None,
    source_id: str | None,
    now: datetime,
    hold: Hold | None = None,
) -> Decision:
    """What a withdrawal does, also to an article never seen.

    It is for good, whatever version it is of, unless it is a `hold`: that one ends with a newer version,
    and is `stale` where the article has one.
    """
    if before is None:
        state = ArticleState(revision=1, status="withdrawn", source=source, source_id=source_id, hold=hold)
        return Decision("withdrawn", state, emits=True)
    if before.status == "withdrawn":
        return Decision("withdrawn", before.model_copy(update={"hold": _longer(before.hold, hold)}))
    if hold is not None and before.content is not None and age(hold, before.content) is Age.OLDER:
        return Decision("stale", before)
    changes = {
        "revision": before.revision + 1,
        "status": "withdrawn",
        "public_from": before.public_from if before.was_public(now) else None,
        "hold": hold,
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
        "hold": None,
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
        "version": highest(content.version, draft.version),
        "modified_at": highest(content.modified_at, draft.modified_at),
    }
    remembered = before.model_copy(update={"content": content.model_copy(update=changes)})
    return Decision(_hidden_or("unchanged", before), remembered)


def _is_stale(content: ContentState, sent: Submission) -> bool:
    """Whether other content than the current is older than it, as far as the sender lets us know."""
    draft = sent.draft
    known = age(draft, content)
    if sent.again is not None and sent.document_id is not None:
        if sent.document_id == content.document_id:
            return known is Age.OLDER
        # What another document said since stays, and what was once found nothing new is so again.
        is_later = content.document_id is not None and content.document_id < sent.document_id
        if sent.again is Again.KNOWN or not is_later:
            return True
    if known is not Age.UNKNOWN:
        return known is not Age.NEWER
    says_when = draft.version is not None or draft.modified_at is not None
    return not says_when and not draft.revert and sent.content_hash in content.earlier


def _releases(before: ArticleState, draft: ArticleDraft) -> bool:
    """Whether the draft is newer than what its sender withheld."""
    return before.hold is not None and age(draft, before.hold) is Age.NEWER


def _longer(held: Hold | None, again: Hold | None) -> Hold | None:
    """What a second withdrawal leaves of a hold: one for good ends it."""
    if held is None or again is None:
        return None
    return again if age(again, held) is Age.NEWER else held


def _next_content(before: ArticleState | None, sent: Submission, now: datetime) -> Decision:
    draft = sent.draft
    before = before or ArticleState(revision=0)
    known = before.content
    content = ContentState(
        revision=before.revision + 1,
        content_hash=sent.content_hash,
        earlier=_superseded(known, sent.content_hash),
        version=highest(known.version if known else None, draft.version),
        modified_at=highest(known.modified_at if known else None, draft.modified_at),
        first_received_at=known.first_received_at if known else now,
        received_at=now,
        previous_received_at=known.received_at if known else None,
        default_language=known.default_language if known else None,
        embargo_until=draft.embargo_until,
        document_id=sent.document_id,
    )
    is_live = before.status == "live" or _releases(before, draft)
    state = ArticleState(
        revision=content.revision,
        status="live" if is_live else "withdrawn",
        source=draft.source,
        source_id=draft.source_id,
        content=content,
        public_from=_public_from(before, draft.embargo_until, now) if is_live else before.public_from,
        order=before.order,
        hold=None if is_live else before.hold,
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
