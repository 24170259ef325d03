"""Withdrawals and restorations as commands: those of a document's status, and those of a request."""

from typing import Literal, TypeAlias

from ingest.access.keys import Sender
from ingest.articles.commands import Restore, Withdraw
from ingest.articles.state import Hold
from ingest.formats.document import Withdrawal
from ingest.identity.reference import ArticleReference

ActKind: TypeAlias = Literal["withdrawal", "restoration"]


def reference_of(withdrawal: Withdrawal) -> ArticleReference:
    """The article that a document withdraws, as it names it."""
    return ArticleReference(
        source=withdrawal.source, source_id=withdrawal.source_id, reason=withdrawal.reason
    )


def hold_of(withdrawal: Withdrawal) -> Hold | None:
    """The hold until a newer version; None for good, also where nobody could tell what is newer."""
    if not withdrawal.until_newer or (withdrawal.version is None and withdrawal.modified_at is None):
        return None
    return Hold(version=withdrawal.version, modified_at=withdrawal.modified_at)


def command_of(
    kind: ActKind, reference: ArticleReference, sender: Sender, hold: Hold | None = None
) -> Withdraw | Restore:
    """The command about the article of a resolved reference."""
    article_id, reason = reference.article_id, reference.reason
    source, source_id = reference.source, reference.source_id
    if kind == "restoration":
        return Restore(
            article_id=article_id, source=source, source_id=source_id, reason=reason, sender=sender
        )
    return Withdraw(
        article_id=article_id, source=source, source_id=source_id, reason=reason, sender=sender, hold=hold
    )
