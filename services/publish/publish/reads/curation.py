"""Curation of the topics of the moment: pinned ones first, hidden ones not at all. Pure."""

from collections.abc import Collection, Iterable, Sequence

from newsroom.events.desk import TopicCuration
from publish.reads.trending import TopicCount, Trend, trending


def curated(
    counts: Sequence[TopicCount],
    curations: Iterable[TopicCuration],
    languages: Collection[str],
    limit: int,
) -> list[Trend]:
    """The topics of some languages. One pinned in any of them is there, whether it rose or not; one is
    hidden that is hidden in each of them."""
    concerned = [curation for curation in curations if curation.language in languages]
    pinned = {curation.tag_id: curation for curation in concerned if curation.state == "pinned"}
    hidden = _hidden(concerned, len(set(languages))) - pinned.keys()
    rising = trending((count for count in counts if count.id not in hidden), limit + len(pinned))
    by_id = {trend.id: trend for trend in rising}
    first = [by_id.get(pin.tag_id) or _flat(pin, counts) for pin in _newest_last(pinned.values())]
    return [*first, *(trend for trend in rising if trend.id not in pinned)][:limit]


def _newest_last(pinned: Iterable[TopicCuration]) -> list[TopicCuration]:
    return sorted(pinned, key=lambda pin: pin.number)


def _hidden(curations: Iterable[TopicCuration], languages: int) -> set[str]:
    hidden_in: dict[str, set[str]] = {}
    for curation in curations:
        if curation.state == "hidden":
            hidden_in.setdefault(curation.tag_id, set()).add(curation.language)
    return {tag_id for tag_id, where in hidden_in.items() if len(where) == languages}


def _flat(pin: TopicCuration, counts: Iterable[TopicCount]) -> Trend:
    """A pinned topic that did not rise."""
    count = next((count for count in counts if count.id == pin.tag_id), None)
    label = count.label if count else pin.label
    return Trend(pin.tag_id, label, 0.0, count.recent if count else 0, 0.0)
