"""Redaction of replays: no change of a withdrawn article, no headline of it among its siblings'. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange, PublicArticle
from publish.log.logged_change import LoggedChange


@dataclass(frozen=True, slots=True)
class Hidden:
    """An article whose changes below `seq` must not be replayed.

    `headline` is the only one that its siblings' changes may show of it: that of today, where its earlier
    revisions were suppressed; None where it is not shown at all.
    """

    id: str
    seq: int
    headline: str | None


def variant_ids(live: LiveChange) -> frozenset[str]:
    """The articles whose headlines a change carries beside its own."""
    if not isinstance(live.article, PublicArticle):
        return frozenset()
    return frozenset(variant.id for variant in live.article.variants.values())


def without_variants(logged: LoggedChange, hidden: Mapping[str, str | None]) -> LoggedChange:
    """The change without the variants that must not be shown: those of another headline than may be."""
    article = logged.live.article
    if not isinstance(article, PublicArticle) or variant_ids(logged.live).isdisjoint(hidden):
        return logged
    shown = {
        language: variant
        for language, variant in article.variants.items()
        if variant.id not in hidden or variant.headline == hidden[variant.id]
    }
    if len(shown) == len(article.variants):
        return logged
    event = ARTICLE_PUBLISHED.decode(logged.encoded)
    live = logged.live.model_copy(update={"article": article.model_copy(update={"variants": shown})})
    encoded = ARTICLE_PUBLISHED.encode(event.model_copy(update={"data": live}))
    return LoggedChange(logged.cursor, live, encoded)


def named_articles(changes: Iterable[LoggedChange]) -> set[str]:
    """Every article that these changes show something of."""
    changes = list(changes)
    own = {change.live.article.id for change in changes}
    return own.union(*(variant_ids(change.live) for change in changes))


def replayable(changes: Sequence[LoggedChange], hidden: Sequence[Hidden]) -> list[LoggedChange]:
    """The changes as they may be replayed."""
    below = {article.id: article.seq for article in hidden}
    headlines = {article.id: article.headline for article in hidden}
    return [
        without_variants(change, headlines)
        for change in changes
        if change.live.seq >= below.get(change.live.article.id, 0)
    ]


def redact_event(encoded: bytes, article_id: str, headline: str | None) -> bytes | None:
    """A sibling's event without an article's headlines but this one, for the rings of the live stream."""
    live = ARTICLE_PUBLISHED.decode(encoded).data
    return without_variants(LoggedChange("", live, encoded), {article_id: headline}).encoded
