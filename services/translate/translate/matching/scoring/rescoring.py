"""Re-scoring: the articles whose pairs a newcomer may change, by what they were last weighed against."""

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.weighings import SimilarArticle
from translate.matching.candidates.window import Window

_LEADERS = 3
"""The candidates on which an article's scores depend: the three judged; their rivals are among them."""


def affected_by(article: Comparable, window: Window) -> list[str]:
    """Ids of those to which a scored article is a nearer rival, or more similar, than what they were weighed
    against."""
    met = [window[other_id] for other_id in window.weighing(article).shortlisted if other_id in window]
    rivalled = [other.id for other in met if _is_rival(article, other, window)]
    return rivalled + [
        neighbour.article.id
        for neighbour in window.neighbours(article)
        if _is_most_similar(article, neighbour, window)
    ]


def _is_rival(article: Comparable, other: Comparable, window: Window) -> bool:
    """True if an article comes among another's best of its language, or was among them."""
    weighing, logit = window.weighing(other), window.first_logit(other, article)
    leaders = weighing.leaders.get(article.language, ())
    if not weighing.is_weighed or logit is None or len(leaders) < _LEADERS:
        return True
    if not all(window.holds(leader.article) for leader in leaders):
        return True
    return logit >= min(leader.logit for leader in leaders)


def _is_most_similar(article: Comparable, neighbour: SimilarArticle, window: Window) -> bool:
    weighing = window.weighing(neighbour.article)
    known = weighing.most_similar
    if not weighing.is_weighed or known is None or not window.holds(known.article):
        return True
    return (neighbour.similarity, article.id) > known.rank
