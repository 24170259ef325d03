"""Held versions: snapshots of what became of them, and their release with an editor's changes. Pure.

A snapshot is due where the version that waits is another one than before, where it has other doubts, or
where its article was withdrawn or restored meanwhile.
"""

from datetime import datetime
from typing import Literal

from ingest.articles.answers import ANSWERS_ALONE, answered
from ingest.articles.commands import Release
from ingest.articles.state import ArticleState, HeldVersion
from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import (
    EARLIER_KEPT,
    Doubt,
    DoubtKind,
    HeldArticle,
    HeldContent,
    HoldStatus,
    causes_of,
    question_of,
)


def snapshot_of_hold(
    article_id: str, before: ArticleState | None, after: ArticleState, now: datetime, reason: str | None
) -> HeldArticle | None:
    """The snapshot of the held version after a change, None where nothing became of it."""
    known, current = _kept(before), _kept(after)
    if current is not None:
        if (
            known is not None
            and before is not None
            and _standing(article_id, before, known) == _standing(article_id, after, current)
        ):
            return None
        return _snapshot(article_id, after, current, _while_kept(article_id, after, current), now, reason)
    if known is None:
        return None
    status: HoldStatus = "discarded" if after.held is not None else "superseded"
    ended = {"article": None, "ended": _ended(known, before)}
    return _snapshot(article_id, after, known, status, now, reason).model_copy(update=ended)


def _ended(held: HeldVersion, state: ArticleState | None) -> HeldContent:
    content = held.content
    return HeldContent(
        content_hash=content.content_hash,
        earlier=content.earlier[-EARLIER_KEPT:],
        beside=state.content.content_hash if state and state.content else None,
        version=content.version,
        modified_at=content.modified_at,
        default_language=content.default_language,
        document_id=content.document_id,
        address=content.address,
    )


def released(
    before: ArticleState | None, after: ArticleState, release: Release, now: datetime
) -> ArticleRevision:
    """The content that a release makes of the version that was held. Raises ValueError where none was."""
    held = before.held if before else None
    if before is None or held is None or held.article is None or after.content is None:
        raise ValueError("nothing is held that could be released")
    article, _ = read_again(held, release, before.source or "")
    fields = {
        "revision": after.content.revision,
        "status": after.status,
        "embargo_until": after.content.embargo_until,
        "received_at": now,
        "released_at": now,
    }
    return article.model_copy(update=fields)


def read_again(held: HeldVersion, release: Release, source: str) -> tuple[ArticleRevision, tuple[Doubt, ...]]:
    """The held version with an editor's changes and answers, and the doubts that these leave.

    Raises ValueError where the version is not kept.
    """
    if held.article is None:
        raise ValueError("nothing is held that could be released")

    def answer(doubt: Doubt) -> FieldChanges | None:
        is_asked = release.cause is None or question_of(source, doubt).id == release.cause
        return (release.changes or FieldChanges()) if is_asked else None

    reading = answered(held.doubts, answer)
    given = reading.fields | _given(release.changes)
    doubts = reading.doubts
    if "embargo_until" in _given(release.changes):
        doubts = tuple(doubt for doubt in doubts if doubt.kind is not DoubtKind.EMBARGO)
    if "body" in given:
        given["body_html"] = None
    if "language" in given:
        given["language_doubt"] = None
    return held.article.model_copy(update=given), doubts


def _given(changes: FieldChanges | None) -> dict[str, object]:
    """The fields that an editor put right; a null that a field cannot be changes nothing."""
    if changes is None:
        return {}
    given = {name: getattr(changes, name) for name in changes.model_fields_set - ANSWERS_ALONE}
    for name in ("headline", "language", "published_at"):
        if given.get(name, "") is None:
            del given[name]
    return given


def _next_number(last: int, now: datetime) -> int:
    """The instant in milliseconds, so that numbers rise even when Redis has lost the last one."""
    return max(round(now.timestamp() * 1000), last + 1)


def _kept(state: ArticleState | None) -> HeldVersion | None:
    """The version that waits, also while its article is withdrawn."""
    held = state.held if state else None
    return held if held is not None and not held.discarded else None


def _while_kept(article_id: str, state: ArticleState, held: HeldVersion) -> Literal["held", "withdrawn"]:
    """A notice that withholds its own article waits for the desk all the same."""
    return "held" if state.status == "live" or article_id in held.withheld else "withdrawn"


def _standing(article_id: str, state: ArticleState, held: HeldVersion) -> tuple[int, str, tuple[Doubt, ...]]:
    return held.content.revision, _while_kept(article_id, state, held), held.doubts


def _snapshot(
    article_id: str,
    state: ArticleState,
    held: HeldVersion,
    status: HoldStatus,
    now: datetime,
    reason: str | None,
) -> HeldArticle:
    source, source_id = state.source or "", state.source_id or ""
    causes = causes_of(source, held.doubts)
    return HeldArticle(
        id=article_id,
        number=_next_number(state.held_number, now),
        revision=held.content.revision,
        status=status,
        source=source,
        source_id=source_id,
        doubts=held.doubts,
        cause=next(iter(causes), ""),
        causes=causes,
        received_at=held.content.received_at or now,
        changed_at=now,
        public_revision=_public_revision(state, now),
        article=held.article,
        withheld=held.withheld,
        reason=reason,
    )


def _public_revision(state: ArticleState, now: datetime) -> int | None:
    is_public = state.status == "live" and state.was_public(now)
    return state.content.revision if state.content and is_public else None
