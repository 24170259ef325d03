"""Re-scoring: the articles whose pairs a newcomer may change, by what they were last weighed against."""

from collections.abc import Sequence

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.weighings import SimilarArticle
from translate.matching.candidates.window import Window
from translate.matching.scoring.bands import ScoredPair
from translate.matching.scoring.weights import Weights, gap_of, view_of


def affected_by(
    article: Comparable, scored: Sequence[ScoredPair], window: Window, weights: Weights
) -> list[str]:
    """Ids of those to which an article, scored as it is, is a nearer rival, or more similar, than what they
    were weighed against."""
    met = [window[pair.other_id] for pair in scored]
    rivalled = [other.id for other in met if _is_rival(article, other, window, weights)]
    return rivalled + [
        neighbour.article.id
        for neighbour in window.neighbours(article)
        if _is_most_similar(neighbour, window)
    ]


def _is_rival(article: Comparable, other: Comparable, window: Window, weights: Weights) -> bool:
    weighing, logit = window.weighing(other), window.first_logit(other, article)
    leaders = [
        leader for leader in weighing.leaders.get(article.language, ()) if leader.article is not article
    ]
    if not weighing.is_weighed or logit is None:
        return True
    if not all(window.holds(leader.article) for leader in leaders):
        return True
    if not leaders or logit > leaders[0].logit:
        return True
    best, rival = leaders[0], leaders[1].logit if len(leaders) > 1 else None
    view = weights.views[view_of(other.features.sentence_count, best.article.features.sentence_count)]
    nearer = logit if rival is None else max(logit, rival)
    return gap_of(best.logit, nearer, view) != gap_of(best.logit, rival, view)


def _is_most_similar(neighbour: SimilarArticle, window: Window) -> bool:
    weighing = window.weighing(neighbour.article)
    known = weighing.most_similar
    if not weighing.is_weighed or known is None or not window.holds(known.article):
        return True
    return neighbour.similarity > known.similarity
