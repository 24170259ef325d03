"""Proof that a copy of the live log is complete: its digest against publish's, and the log where they differ.

Install it with `newsroom[httpx]`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import httpx

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.digest import Bucket, Digest, LastChange, Tally
from newsroom.events.live import LiveChange
from newsroom.streams.cursor import EARLIEST, Cursor

_TIMEOUT_SECONDS = 60.0
_PAGE = 100
Verdict = Literal["missing", "too much", "older", "newer"]
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Article of which copy and log hold another last change, and what is wrong with the copy's."""

    article_id: str
    verdict: Verdict
    copy: LastChange | None
    log: LastChange | None


@dataclass(frozen=True, slots=True)
class Verification:
    """Outcome. `unexplained` are buckets that differ by changes that the log does not keep any more."""

    cursor: str
    articles: int
    differences: tuple[Difference, ...]
    unexplained: tuple[Place, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.differences and not self.unexplained


class Copy:
    """Last changes by article, as a consumer that keeps the log's events has them."""

    def __init__(self, changes: Iterable[LiveChange] = ()) -> None:
        self._last: dict[str, LastChange] = {}
        for change in changes:
            self.take(change)

    def take(self, change: LiveChange) -> None:
        """Takes one event over; one that is not above the article's last `seq` at most names its hour."""
        article = change.article
        known = self._last.get(article.id)
        newest = known is None or change.seq > known.seq
        first = known.first_published_at if known else None
        if newest or first is None:  # a tombstone of old has none: what it was last shown under stays
            first = article.first_published_at or first
        self._last[article.id] = LastChange(
            article_id=article.id,
            seq=change.seq if newest else known.seq if known else change.seq,
            change=change.change if newest else known.change if known else change.change,
            language=article.language,
            first_published_at=first,
        )

    @property
    def last(self) -> Mapping[str, LastChange]:
        return self._last


async def verify(
    url: str,
    copy: Mapping[str, LastChange],
    *,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    client: httpx.AsyncClient | None = None,
) -> Verification:
    """Compares a copy with the publish at `url`, at the cursor that the copy has reached.

    Without a cursor it is the newest archived, and what the copy has beyond it shows as newer. Only what was
    first published in `since` <= t < `until` is compared. Where a bucket differs the log is read from its
    beginning, to name the articles. Raises httpx.HTTPError.
    """
    if client is not None:
        return await _verify(client, url, copy, cursor, since, until)
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as own:
        return await _verify(own, url, copy, cursor, since, until)


async def _verify(
    client: httpx.AsyncClient,
    url: str,
    copy: Mapping[str, LastChange],
    cursor: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Verification:
    digest = Digest.model_validate(
        await _json(client, f"{url}/v1/digest", {"cursor": cursor, "from": _text(since), "to": _text(until)})
    )
    compared = [change for change in copy.values() if _is_within(change, since, until)]
    differing = _differing(Tally(compared).buckets(), digest.buckets)
    articles = sum(bucket.articles for bucket in digest.buckets)
    if not differing:
        return Verification(digest.cursor, articles, ())
    log = await _last_changes(client, url, digest.cursor)
    differences = [
        difference
        for article_id in sorted({*log, *(change.article_id for change in compared)})
        if (difference := _difference(article_id, copy.get(article_id), log.get(article_id))) is not None
        and (not (places := _places(difference)) or places & differing)
    ]
    explained = [_places(difference) for difference in differences]
    # A withdrawal whose article the copy never had names no hour: it explains whatever is left.
    is_all_explained = not all(explained)
    unexplained = set[Place]() if is_all_explained else differing.difference(*explained)
    return Verification(digest.cursor, articles, tuple(differences), tuple(sorted(unexplained)))


def _is_within(change: LastChange, since: datetime | None, until: datetime | None) -> bool:
    first = change.first_published_at
    return first is not None and (since is None or since <= first) and (until is None or first < until)


def _differing(own: list[Bucket], other: list[Bucket]) -> set[Place]:
    own_set = {(b.hour, b.language, b.articles, b.hash) for b in own}
    other_set = {(b.hour, b.language, b.articles, b.hash) for b in other}
    return {(hour, language) for hour, language, _, _ in own_set ^ other_set}


def _places(difference: Difference) -> set[Place]:
    """The buckets concerned; none where only a withdrawal is known."""
    known = [change.place for change in (difference.copy, difference.log) if change is not None]
    return {place for place in known if place is not None}


def _difference(article_id: str, own: LastChange | None, other: LastChange | None) -> Difference | None:
    if own is None or other is None:
        verdict: Verdict = "missing" if own is None else "too much"
    elif (own.seq, own.change) == (other.seq, other.change):
        return None
    else:
        verdict = "newer" if own.seq > other.seq else "older"
    return Difference(article_id, verdict, own, other)


async def _last_changes(client: httpx.AsyncClient, url: str, until: str) -> Mapping[str, LastChange]:
    """The log's own last changes at or before a cursor, by article."""
    copy, after, end = Copy(), EARLIEST, Cursor.parse(until)
    while True:
        page = await _json(client, f"{url}/v1/changes", {"cursor": after, "limit": str(_PAGE)})
        for cursor, event in zip(page["cursors"], page["events"], strict=True):
            if Cursor.parse(cursor) > end:
                return copy.last
            copy.take(ARTICLE_PUBLISHED.adapter.validate_python(event).data)
        if page["cursor"] == after or Cursor.parse(page["cursor"]) >= end:
            return copy.last
        after = page["cursor"]


async def _json(client: httpx.AsyncClient, url: str, query: Mapping[str, str | None]) -> Any:
    given = {name: value for name, value in query.items() if value is not None}
    response = await client.get(url, params=given)
    response.raise_for_status()
    return response.json()


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None
