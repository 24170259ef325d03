"""What the graph and the desk are told of scored pairs: pure."""

from collections.abc import Iterable, Mapping

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import Evidence
from translate.automatic.pause import Pauses
from translate.automatic.suggestions import Proposal
from translate.matching import Article, Scored
from translate.stories.graph import Match, Node
from translate.stories.graph_changes import PairMatched
from translate.stories.slots import is_moot

_SAME_SCORE = 0.005


def article_of(revision: ArticleRevision) -> Article:
    """An article as the matcher sees it."""
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


def evidence_of(pair: Scored) -> tuple[Evidence, ...]:
    """Evidence as events carry it."""
    told = pair.evidence
    reasons = [Evidence(kind="number", text=text) for text in told.quantities]
    reasons += [Evidence(kind="name", text=f"{mine} = {theirs}") for mine, theirs in told.names]
    reasons += [Evidence(kind="place", text=f"{mine} = {theirs}") for mine, theirs in told.places]
    reasons += [Evidence(kind="word", text=f"{mine} = {theirs}") for mine, theirs in told.words]
    if told.sentences_alike is not None:
        alike = round(told.sentences_alike, 3)
        reasons.append(Evidence(kind="sentences", text=f"sentences alike {alike:.2f}", weight=alike))
    reasons += [Evidence(kind="conflict", text=str(conflict)) for conflict in told.conflicts]
    return tuple(reasons)


def paused_among(
    scored: Mapping[tuple[str, str], Scored],
    nodes: Mapping[str, Node],
    categories: Mapping[str, str | None],
    pauses: Pauses,
) -> set[tuple[str, str]]:
    """The pairs that would be linked now and wait for an editor instead; what was linked before stays."""
    if not pauses:
        return set()

    def waits(one: str) -> bool:
        told = nodes[one].told
        if one in categories or told is not None:
            return pauses.covers([categories.get(one, told.category if told else None)])
        return True  # its category has not been told yet, and may be one of them

    fresh = [
        key for key, pair in scored.items() if pair.band == "link" and key[1] not in nodes[key[0]].matches
    ]
    return {key for key in fresh if any(map(waits, key))}


def change_of(pair: Scored, nodes: Mapping[str, Node]) -> PairMatched | None:
    known = nodes[pair.article_id].matches.get(pair.other_id)
    if pair.band != "link":
        return PairMatched(pair.article_id, pair.other_id, None) if known else None
    if known is not None and abs(known.score - pair.score) < _SAME_SCORE:
        return None
    match = Match(score=round(pair.score, 4), evidence=evidence_of(pair))
    return PairMatched(pair.article_id, pair.other_id, match)


def gone_from(scored: Mapping[tuple[str, str], Scored], nodes: Mapping[str, Node]) -> Iterable[PairMatched]:
    rescored = {pair.article_id for pair in scored.values()}
    for article_id in sorted(rescored):
        for other_id in nodes[article_id].matches:
            first, second = sorted((article_id, other_id))
            if (first, second) not in scored:
                yield PairMatched(article_id, other_id, None)


def proposal_of(pair: Scored, nodes: Mapping[str, Node]) -> Proposal:
    waits = pair.band != "nothing" and not is_moot(nodes, pair.article_id, pair.other_id)
    return Proposal(
        article_id=pair.key[0],
        other_id=pair.key[1],
        languages=pair.languages if pair.key[0] == pair.article_id else pair.languages[::-1],
        score=round(pair.score, 4),
        evidence=evidence_of(pair),
        waits=waits,
    )
