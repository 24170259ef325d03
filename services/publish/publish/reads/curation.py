"""What editors made of the topics of the moment: pinned ones first, hidden ones not at all. Pure."""

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
    concerned = [one for one in curations if one.language in languages]
    pinned = {one.tag_id: one for one in concerned if one.state == "pinned"}
    hidden = _hidden(concerned, len(set(languages))) - pinned.keys()
    rose = trending((one for one in counts if one.id not in hidden), limit + len(pinned))
    by_id = {trend.id: trend for trend in rose}
    first = [by_id.get(one.tag_id) or _still(one, counts) for one in _newest_last(pinned.values())]
    return [*first, *(trend for trend in rose if trend.id not in pinned)][:limit]


def _newest_last(pinned: Iterable[TopicCuration]) -> list[TopicCuration]:
    return sorted(pinned, key=lambda one: one.number)


def _hidden(curations: Iterable[TopicCuration], languages: int) -> set[str]:
    where: dict[str, set[str]] = {}
    for one in curations:
        if one.state == "hidden":
            where.setdefault(one.tag_id, set()).add(one.language)
    return {tag_id for tag_id, found in where.items() if len(found) == languages}


def _still(one: TopicCuration, counts: Iterable[TopicCount]) -> Trend:
    """A pinned topic that did not rise."""
    count = next((count for count in counts if count.id == one.tag_id), None)
    label = count.label if count else one.label
    return Trend(one.tag_id, label, 0.0, count.recent if count else 0, 0.0)
