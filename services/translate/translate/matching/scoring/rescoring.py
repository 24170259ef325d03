"""Whose pairs a newcomer may change, by what they were last weighed against: others need no second look."""

from collections.abc import Sequence

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.weighings import Alike
from translate.matching.candidates.window import Window
from translate.matching.scoring.bands import Scored
from translate.matching.scoring.weights import Weights, gap_of, view_of


def touched(article: Comparable, scored: Sequence[Scored], window: Window, weights: Weights) -> list[str]:
    """Those that an article, scored as it is, is a nearer rival to, or liker, than what they were weighed
    against."""
    met = [window[pair.other_id] for pair in scored]
    rivalled = [other.id for other in met if _is_rival(article, other, window, weights)]
    return rivalled + [one.article.id for one in window.own_neighbours(article) if _is_likest(one, window)]


def _is_rival(article: Comparable, other: Comparable, window: Window, weights: Weights) -> bool:
    noted, logit = window.noted(other), window.known(other, article)
    leaders = [one for one in noted.leaders.get(article.language, ()) if one.article is not article]
    if not noted.is_weighed or logit is None or not all(window.holds(one.article) for one in leaders):
        return True
    if not leaders or logit > leaders[0].logit:
        return True
    best, rival = leaders[0], leaders[1].logit if len(leaders) > 1 else None
    view = weights.views[view_of(other.features.sentence_count, best.article.features.sentence_count)]
    nearer = logit if rival is None else max(logit, rival)
    return gap_of(best.logit, nearer, view) != gap_of(best.logit, rival, view)


def _is_likest(one: Alike, window: Window) -> bool:
    noted = window.noted(one.article)
    if not noted.is_weighed or noted.likest is None or not window.holds(noted.likest.article):
        return True
    return one.alike > noted.likest.alike
