"""The coverage board: each story's articles by language, the languages it lacks, and for how long. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from translate.desk.article_view import ArticleView


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """A story by language. `missing` languages have been so for `waiting`, since the news first came."""

    id: str
    started: datetime
    category: str | None
    articles: Mapping[str, ArticleView]
    missing: tuple[str, ...]
    waiting: timedelta
    founder: str


@dataclass(frozen=True, slots=True)
class CoverageHour:
    """The stories that began within an hour, the newest first."""

    start: datetime
    stories: Sequence[StoryCoverage]


def coverage_of(
    members: Iterable[ArticleView], languages: Sequence[str], now: datetime, category: str | None = None
) -> list[StoryCoverage]:
    """Coverage of the stories that these articles make, the newest first.

    A story counts from its first article, of that category if one is given.
    """
    by_story: dict[str, list[ArticleView]] = {}
    for view in members:
        if view.content is not None and view.yields_to is None:
            by_story.setdefault(view.story_id, []).append(view)
    stories = [
        story
        for story_id, articles in by_story.items()
        if (story := _story(story_id, articles, languages, now, category)) is not None
    ]
    return sorted(stories, key=lambda story: (story.started, story.founder), reverse=True)


def by_hour(stories: Iterable[StoryCoverage]) -> list[CoverageHour]:
    """Stories, newest first, under the hours they began in."""
    hours = groupby(stories, lambda story: story.started.replace(minute=0, second=0, microsecond=0))
    return [CoverageHour(start, tuple(of_hour)) for start, of_hour in hours]


def _story(
    story_id: str,
    articles: Sequence[ArticleView],
    languages: Sequence[str],
    now: datetime,
    category: str | None,
) -> StoryCoverage | None:
    candidates = [
        (content.published_at, view.id, content)
        for view in articles
        if (content := view.content) is not None and category in (None, content.category)
    ]
    if not candidates:
        return None
    started, founder, first = min(candidates, key=lambda candidate: candidate[:2])
    by_language = {view.content.language: view for view in articles if view.content is not None}
    is_live = any(view.status == "live" for view in articles)
    missing = tuple(language for language in languages if language not in by_language) if is_live else ()
    return StoryCoverage(
        id=story_id,
        started=started,
        category=first.category,
        articles=by_language,
        missing=missing,
        waiting=max(now - started, timedelta()),
        founder=founder,
    )
