"""Public outputs that could carry an article: all must be clean once it is withdrawn. Pure.

The page's script requests each from publish, whose reads are open; so translate calls no other service.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from translate.desk.article_view import ArticleView

Check = Literal["gone", "without", "items", "story", "changes", "stream", "variants"]
UNCATEGORISED = "news"


@dataclass(frozen=True, slots=True)
class Output:
    """A public output. `check` is its test: it is gone, or holds nothing of the article.

    `article_id` is the sibling it is an output of, `of` the category.
    """

    name: str
    check: Check
    url: str
    article_id: str | None = None
    of: str | None = None


def public_outputs(article: ArticleView, siblings: Sequence[ArticleView], base: str) -> list[Output]:
    """Every output that could carry the article; `base` is publish's address, without a trailing slash."""
    content = article.content
    if content is None:
        return []
    own, section = content.language, content.category or UNCATEGORISED
    # Everything that named it happened after it came in.
    since = f"{round(content.first_received_at.timestamp() * 1000) - 1}-0"
    outputs = [
        Output("api", "gone", f"{base}/v1/articles/{article.id}"),
        Output("revisions", "gone", f"{base}/v1/articles/{article.id}/revisions"),
        Output("page", "gone", f"{base}/{own}/{section}/x-{article.id}"),
        Output("story", "story", f"{base}/v1/stories/{article.story_id}"),
        Output("feed", "items", f"{base}/v1/feed?lang={own}&limit=100"),
        Output("search", "items", f"{base}/v1/feed?limit=100&q={quote(content.headline[:200])}"),
        Output("front", "without", f"{base}/{own}/"),
        Output("section", "without", f"{base}/{own}/{section}/"),
    ]
    outputs += [
        Output(suffix, "without", f"{base}/{own}/{place}feed.{suffix}", of=section if place else None)
        for place in dict.fromkeys(("", f"{section}/"))
        for suffix in ("atom", "rss", "json")
    ]
    outputs += [
        Output("sitemap", "without", f"{base}/sitemap-news.xml"),
        Output("changes", "changes", f"{base}/v1/changes?limit=100&cursor={since}"),
        Output("stream", "stream", f"{base}/v1/stream?cursor={since}"),
    ]
    return outputs + [
        Output("sibling", "variants", f"{base}/v1/articles/{sibling.id}", sibling.id)
        for sibling in siblings
        if sibling.status == "live"
    ]
