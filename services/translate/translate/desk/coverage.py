"""The coverage board: which story has which language, what it lacks, and for how long. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from translate.desk.article_view import OnDesk


@dataclass(frozen=True, slots=True)
class CoveredStory:
    """A story by language. `missing` languages have been so for `waiting`, since the news first came."""

    id: str
    started: datetime
    category: str | None
    articles: Mapping[str, OnDesk]
    missing: tuple[str, ...]
    waiting: timedelta
    founder: str


@dataclass(frozen=True, slots=True)
class Hour:
    """The stories that began within an hour, the newest first."""

    start: datetime
    stories: Sequence[CoveredStory]


def covered(
    members: Iterable[OnDesk], languages: Sequence[str], now: datetime, category: str | None = None
) -> list[CoveredStory]:
    """The stories that these articles make, the newest first.

    A story counts from its first article, of that category if one is given.
    """
    by_story: dict[str, list[OnDesk]] = {}
    for one in members:
        if one.content is not None and one.yields_to is None:
            by_story.setdefault(one.story_id, []).append(one)
    found = [
        story
        for story_id, articles in by_story.items()
        if (story := _story(story_id, articles, languages, now, category)) is not None
    ]
    return sorted(found, key=lambda story: (story.started, story.founder), reverse=True)


def by_hour(stories: Iterable[CoveredStory]) -> list[Hour]:
    """Stories, newest first, under the hours they began in."""
    hours = groupby(stories, lambda story: story.started.replace(minute=0, second=0, microsecond=0))
    return [Hour(start, tuple(found)) for start, found in hours]


def _story(
    story_id: str, articles: Sequence[OnDesk], languages: Sequence[str], now: datetime, category: str | None
) -> CoveredStory | None:
    concerned = [(c.published_at, one.id) for one in articles if (c := one.content) is not None]
    if category is not None:
        concerned = [
            (c.published_at, one.id)
            for one in articles
            if (c := one.content) is not None and c.category == category
        ]
    if not concerned:
        return None
    started, founder = min(concerned)
    by_language = {one.content.language: one for one in articles if one.content is not None}
    alive = any(one.status == "live" for one in articles)
    missing = tuple(one for one in languages if one not in by_language) if alive else ()
    first = next(one for one in articles if one.id == founder)
    return CoveredStory(
        id=story_id,
        started=started,
        category=first.content.category if first.content else None,
        articles=by_language,
        missing=missing,
        waiting=max(now - started, timedelta()),
        founder=founder,
    )
