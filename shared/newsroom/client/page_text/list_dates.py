"""Dates of the list of latest news, which gives times of day alone."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import accumulate, pairwise


def date_entries(clocks: Sequence[time], published: datetime, own: int | None) -> list[datetime]:
    """The instant of each entry, newest first as the list is, in the zone of `published`.

    A time later than the one above it belongs to the day before. The anchor is the page's article, whose
    date is known: `own` is the index of its own entry. Where the list lacks it, the newest
    entry gets the earliest date at which it is not older than the article, for a page cannot have been
    fetched before its article was written. It may have been fetched days later, which nothing on the
    page would show. Taking the absence for "all entries are newer" would date a list that merely leaves the
    article out a day too late; a headline from the future would head every feed, one that is dated too early
    does no harm.
    """
    if not clocks:
        return []
    days_back = list(accumulate((below > above for above, below in pairwise(clocks)), initial=0))
    ahead = days_back[own] if own is not None else int(clocks[0] < published.time())
    newest = published.date() + timedelta(days=ahead)
    return [
        datetime.combine(newest - timedelta(days=back), clock)
        for back, clock in zip(days_back, clocks, strict=True)
    ]
