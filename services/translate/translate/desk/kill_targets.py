"""Targets of a kill in words: articles that a notice probably means, the likeliest first. Pure.

Certain is what the notice names by id, by its name at the source or by its address; likely is what shares
the words of its headline. Words are compared by their beginnings, since the languages here inflect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision
from newsroom.events.holds import HeldArticle
from newsroom.events.identity import article_id, is_article_id
from newsroom.text.named import bare_address, is_address, names_in
from newsroom.text.search_words import words_of
from translate.desk.article_view import ArticleView

_READ = 3000  # characters of a notice
_BEGINNING = 4  # letters that a word and its forms have in common
_LEAST, _LEAST_SHARE = 2, 0.34  # words of a headline, and what part of it they are
_FOR_A_TAG = 0.2
_MOST = 5


@dataclass(frozen=True, slots=True)
class KillTarget:
    """An article that a notice probably means: named by it, or by the words of its headline it shares.

    `withheld` while readers do not see it until the desk has decided.
    """

    article: ArticleView
    named: bool
    shared: tuple[str, ...]
    withheld: bool
    score: float


def text_of(notice: ArticleRevision) -> str:
    """As much of a notice as is read."""
    parts = (notice.headline, notice.lead, notice.correction, notice.body)
    return "\n".join(part[:_READ] for part in parts if part)


def ids_named(notice: HeldArticle) -> list[str]:
    """Ids of the articles that the names in a notice would have, and of those it withholds."""
    if notice.article is None:
        return []
    names = names_in(text_of(notice.article))
    named = [article_id(notice.source, name) for name in names]
    own = [notice.id] if notice.public_revision is not None else []
    return list(dict.fromkeys([*own, *notice.withheld, *filter(is_article_id, names), *named]))


def kill_targets(notice: HeldArticle, candidates: Iterable[ArticleView]) -> list[KillTarget]:
    """The likeliest targets among these articles, at most five beside those that are named."""
    if notice.article is None:
        return []
    text = text_of(notice.article)
    names = names_in(text)
    addresses = {bare_address(name) for name in names if is_address(name)}
    stems, folded = _stems(text), text.casefold()
    targets = [
        target
        for candidate in candidates
        if (target := _target(notice, candidate, names, addresses, stems, folded)) is not None
    ]
    targets.sort(key=lambda target: (target.named, target.score, target.article.id), reverse=True)
    certain = [target for target in targets if target.named]
    return certain + [target for target in targets if not target.named][:_MOST]


def _target(
    notice: HeldArticle,
    candidate: ArticleView,
    names: Sequence[str],
    addresses: set[str],
    stems: set[str],
    folded: str,
) -> KillTarget | None:
    content = candidate.content
    if content is None or content.source != notice.source:
        return None
    is_own = candidate.id == notice.id
    if is_own and notice.public_revision is None and candidate.id not in notice.withheld:
        return None
    own_addresses = {bare_address(url) for url in (content.url, content.source_id) if url and is_address(url)}
    is_named = (
        is_own
        or candidate.id in names
        or content.source_id in names
        or candidate.id in notice.withheld
        or bool(own_addresses & addresses)
    )
    own_words = [word for word in words_of(content.headline) if _says_something(word)]
    shared = tuple(word for word in own_words if word[:_BEGINNING] in stems)
    share = len(shared) / len(own_words) if own_words else 0.0
    share += _FOR_A_TAG * sum(tag.label.casefold() in folded for tag in content.tags[:2])
    if not is_named and (len(shared) < _LEAST or share < _LEAST_SHARE):
        return None
    return KillTarget(candidate, is_named, shared, candidate.id in notice.withheld, share)


def _stems(text: str) -> set[str]:
    """Beginnings of words, line by line: a list of words has an end."""
    lines = text.split("\n")[:50]
    return {word[:_BEGINNING] for line in lines for word in words_of(line) if _says_something(word)}


def _says_something(word: str) -> bool:
    return len(word) >= _BEGINNING or word.isdecimal()
