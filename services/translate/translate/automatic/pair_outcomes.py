"""Outcomes of scored pairs: a link, a proposal to the desk, or an earlier link taken back. Pure."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import Evidence
from translate.automatic.pause import Pauses
from translate.automatic.suggestions import Proposal
from translate.matching import Article, ScoredPair
from translate.stories.graph import Match, Node
from translate.stories.graph_changes import PairMatched
from translate.stories.slots import is_moot

_SCORE_DIGITS = 3
"""Scores are written, and compared with what is written, by thousandths. A tolerance would leave the score of
an earlier window standing, and what a story is would hang on who came first.
"""


def matcher_article(revision: ArticleRevision) -> Article:
    """The matcher's view of a revision; a missing text is empty."""
    return Article(
        id=revision.id,
        language=revision.language,
        headline=revision.headline,
        published_at=round(revision.published_at.timestamp() * 1000),
        lead=revision.lead or "",
        body=revision.body or "",
        category=revision.category or "",
        tags=tuple(tag.id for tag in revision.tags),
        is_stub=revision.is_stub,
    )


def event_evidence(pair: ScoredPair) -> tuple[Evidence, ...]:
    """A pair's evidence in the shape of the events."""
    evidence = pair.evidence
    reasons = [Evidence(kind="number", text=text) for text in evidence.quantities]
    reasons += [Evidence(kind="name", text=f"{mine} = {theirs}") for mine, theirs in evidence.names]
    reasons += [Evidence(kind="place", text=f"{mine} = {theirs}") for mine, theirs in evidence.places]
    reasons += [Evidence(kind="word", text=f"{mine} = {theirs}") for mine, theirs in evidence.words]
    if evidence.sentence_similarity is not None:
        alike = round(evidence.sentence_similarity, 3)
        reasons.append(Evidence(kind="sentences", text=f"sentences alike {alike:.2f}", weight=alike))
    mine, theirs = (", ".join(surfaces) for surfaces in evidence.missing)
    if mine or theirs:
        reasons.append(Evidence(kind="missing", text=f"{mine or '-'} | {theirs or '-'}"))
    contradicts = "figure" if evidence.is_one_figure else "conflict"
    reasons += [Evidence(kind=contradicts, text=str(conflict)) for conflict in evidence.conflicts]
    return tuple(reasons)


def pairs_held_by_pause(
    scored: Mapping[tuple[str, str], ScoredPair],
    nodes: Mapping[str, Node],
    categories: Mapping[str, str | None],
    pauses: Pauses,
) -> set[tuple[str, str]]:
    """Keys of the pairs that would be linked now and wait for an editor instead; earlier links stay.

    `categories` are of articles whose node may not have them yet.
    """
    if not pauses:
        return set()

    def is_held(article_id: str) -> bool:
        metadata = nodes[article_id].metadata
        if article_id in categories or metadata is not None:
            return pauses.covers([categories.get(article_id, metadata.category if metadata else None)])
        return True  # its category is not known yet, and may be paused

    fresh = [
        key for key, pair in scored.items() if pair.band == "link" and key[1] not in nodes[key[0]].matches
    ]
    return {key for key in fresh if any(map(is_held, key))}


def match_change(
    pair: ScoredPair, nodes: Mapping[str, Node], corrected: AbstractSet[str] = frozenset()
) -> PairMatched | None:
    """The change of the graph that a pair's score asks for, None where its link stands as it should.

    A correction never takes a link back: that it is other news now is for an editor to say.
    """
    known = nodes[pair.article_id].matches.get(pair.other_id)
    if pair.band != "link":
        return _less_alike(pair.article_id, pair.other_id, known, corrected)
    score = round(pair.score, _SCORE_DIGITS)
    if known is not None and known.score == score:
        return None
    is_kept = known is not None and known.kept
    match = Match(score=score, evidence=event_evidence(pair), kept=is_kept)
    return PairMatched(pair.article_id, pair.other_id, match)


def _less_alike(
    article_id: str, other_id: str, known: Match | None, corrected: AbstractSet[str]
) -> PairMatched | None:
    """Takes a match back, or keeps it where one of its articles was corrected."""
    if known is None or known.kept:
        return None
    if corrected.isdisjoint((article_id, other_id)):
        return PairMatched(article_id, other_id, None)
    return PairMatched(article_id, other_id, known.model_copy(update={"kept": True}))


def vanished_matches(
    scored: Mapping[tuple[str, str], ScoredPair],
    nodes: Mapping[str, Node],
    corrected: AbstractSet[str] = frozenset(),
) -> Iterable[PairMatched]:
    """Changes that take back the matches of re-scored articles that are not among their pairs any more."""
    rescored = {pair.article_id for pair in scored.values()}
    for article_id in sorted(rescored):
        for other_id, known in nodes[article_id].matches.items():
            first, second = sorted((article_id, other_id))
            if (first, second) in scored:
                continue
            change = _less_alike(article_id, other_id, known, corrected)
            if change is not None:
                yield change


def proposal_of(pair: ScoredPair, nodes: Mapping[str, Node]) -> Proposal:
    """The matcher's proposal for a pair; it waits for an editor unless it is unlikely or moot."""
    waits = pair.band != "nothing" and not is_moot(nodes, pair.article_id, pair.other_id)
    return Proposal(
        article_id=pair.key[0],
        other_id=pair.key[1],
        languages=pair.languages if pair.key[0] == pair.article_id else pair.languages[::-1],
        score=round(pair.score, 4),
        evidence=event_evidence(pair),
        waits=waits,
    )
