"""Choice of what a front page leads with, and the summary of each article. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from newsroom.events.live import PublicArticle, PublicItem

BREAKING = 2  # IPTC's urgency, and all that is more urgent
_BREAKING_FOR = timedelta(hours=6)
_PHOTO_FOR = timedelta(hours=6)
_SUMMARY = 200  # characters


def is_breaking(item: PublicItem) -> bool:
    return item.urgency is not None and item.urgency <= BREAKING


def leading(items: Sequence[PublicItem], now: datetime) -> PublicItem | None:
    """The item that is breaking now, else the newest with a photo while it is fresh, else the newest.

    `items` are newest first.
    """
    breaking = (item for item in items if is_breaking(item) and _age(item, now) < _BREAKING_FOR)
    pictured = (item for item in items if "photo" in item.badges and _age(item, now) < _PHOTO_FOR)
    return next(breaking, None) or next(pictured, None) or next(iter(items), None)


def _age(item: PublicItem, now: datetime) -> timedelta:
    return now - item.first_published_at


def chosen(items: Sequence[PublicItem], now: datetime, cards: int) -> list[str]:
    """The ids of the article a front page leads with and of those under it."""
    lead = leading(items, now)
    if lead is None:
        return []
    return [lead.id, *(item.id for item in items if item.id != lead.id)][: cards + 1]


def summary(article: PublicArticle) -> str:
    """One or two sentences: the lead, else the beginning of the text, cut between words."""
    text = article.lead or (article.body or "").split("\n\n")[0]
    text = " ".join(text.split())
    if len(text) <= _SUMMARY:
        return text
    between_words = text.rfind(" ", 0, _SUMMARY)
    return text[: between_words if between_words > 0 else _SUMMARY].rstrip(" ,;:–—-") + "…"
