"""Overwriting posts: one that would replace an article of another address, and has nothing in common with it.

A sender that uses one name twice looks so. A newer version under the same name is never doubted for its
address: its sender counts versions, so it means the same article. A scheme, a `www.` or a tracking parameter
makes no other address.
"""

from dataclasses import dataclass, replace

from ingest.articles.commands import Post
from ingest.articles.state import ContentState
from ingest.articles.versions import Age, Versioned, age
from ingest.content.kinship import share_anything
from ingest.content.source_rules import SourceRules
from ingest.content.urls import canonical_url, joined_form
from newsroom.events.articles import ArticleDraft, ArticleRevision
from newsroom.events.holds import Doubt, DoubtKind


@dataclass(frozen=True, slots=True)
class OverwriteCheck:
    """Doubts posts that would overwrite another article. Pure."""

    rules: SourceRules

    def doubted(self, post: Post, known: ArticleDraft | ArticleRevision) -> Post:
        """The post, with a doubt where it would replace another article: to be held, or refused by rule."""
        doubt = self.doubt(post, known)
        if doubt is None:
            return post
        refuses = self.rules.of(post.draft.source).doubts == "refuse"
        return replace(post, doubts=(*post.doubts, doubt), refuses_doubts=refuses)

    def is_suspect(self, post: Post, latest: ContentState) -> bool:
        """Whether the texts are to be compared: it is other content, of another address, and not newer."""
        return (
            self.rules.of(post.draft.source).doubts != "publish"
            and not post.is_repeat
            and post.content_hash not in (latest.content_hash, *latest.earlier)
            and _is_elsewhere(post, address_of(post.draft), latest, latest.address)
        )

    def doubt(self, post: Post, known: ArticleDraft | ArticleRevision) -> Doubt | None:
        """The doubt about a post that would replace what is known."""
        is_elsewhere = _is_elsewhere(post, address_of(post.draft), known, address_of(known))
        if not is_elsewhere or share_anything(post.draft, known):
            return None
        where = f" of {known.url}" if known.url else ""
        reason = f"it would overwrite {known.headline[:100]!r}{where}, and has nothing in common with it"
        return Doubt(DoubtKind.IDENTITY, "source_id", reason)


def address_of(article: ArticleDraft | ArticleRevision) -> str | None:
    """The canonical address of an article's page, None where it names none."""
    return canonical_url(article.url) if article.url else None


def _is_elsewhere(post: Post, own: str | None, known: Versioned, other: str | None) -> bool:
    if own is None or other is None:
        return post.has_shared_name
    is_newer = age(post.draft, known) is Age.NEWER and not post.has_shared_name
    return joined_form(own) != joined_form(other) and not is_newer
