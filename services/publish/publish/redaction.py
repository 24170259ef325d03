"""Nothing that was withdrawn is replayed: neither its own changes nor its headline among its siblings'."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange, PublicArticle
from publish.cursors import LoggedChange


@dataclass(frozen=True, slots=True)
class Hidden:
    """An article whose changes below `seq` must not be replayed.

    `whole` tells one that is not shown at all, whose headline must go from its siblings' changes too,
    from one whose earlier revisions were suppressed.
    """

    id: str
    seq: int
    whole: bool


def variant_ids(live: LiveChange) -> frozenset[str]:
    """The articles whose headlines a change carries beside its own."""
    if not isinstance(live.article, PublicArticle):
        return frozenset()
    return frozenset(variant.id for variant in live.article.variants.values())


def without_variants(logged: LoggedChange, hidden: AbstractSet[str]) -> LoggedChange:
    """The change without the variants that must not be shown."""
    article = logged.live.article
    if not isinstance(article, PublicArticle) or variant_ids(logged.live).isdisjoint(hidden):
        return logged
    kept = {language: v for language, v in article.variants.items() if v.id not in hidden}
    event = ARTICLE_PUBLISHED.decode(logged.encoded)
    live = logged.live.model_copy(update={"article": article.model_copy(update={"variants": kept})})
    encoded = ARTICLE_PUBLISHED.encode(event.model_copy(update={"data": live}))
    return LoggedChange(logged.cursor, live, encoded)


def named_articles(changes: Iterable[LoggedChange]) -> set[str]:
    """Every article that these changes show something of."""
    changes = list(changes)
    own = {change.live.article.id for change in changes}
    return own.union(*(variant_ids(change.live) for change in changes))


def replayable(changes: Sequence[LoggedChange], hidden: Sequence[Hidden]) -> list[LoggedChange]:
    """The changes as they may be replayed."""
    below = {one.id: one.seq for one in hidden}
    gone = {one.id for one in hidden if one.whole}
    return [
        without_variants(change, gone)
        for change in changes
        if change.live.seq >= below.get(change.live.article.id, 0)
    ]


def redact_event(encoded: bytes, article_id: str) -> bytes | None:
    """A sibling's event without a withdrawn article's headline, for the rings of the live stream."""
    live = ARTICLE_PUBLISHED.decode(encoded).data
    return without_variants(LoggedChange("", live, encoded), {article_id}).encoded
