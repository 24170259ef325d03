"""The index finds what a look at every filter would."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter, topics_of
from publish.subscriptions.topic_index import TopicIndex

LANGUAGES = st.sampled_from(["en", "az", "ru"])
NAMES = st.sampled_from(["sport", "energy", "culture"])
FILTERS = st.builds(Filter, st.frozensets(LANGUAGES), st.frozensets(NAMES), st.frozensets(NAMES))
TOPICS = st.builds(
    lambda language, category, tags: frozenset(topics_of(language, category, tags)),
    LANGUAGES,
    st.one_of(st.none(), NAMES),
    st.frozensets(NAMES),
)


@given(st.lists(FILTERS, max_size=12), st.lists(FILTERS, max_size=12), TOPICS, TOPICS)
def test_it_finds_each_match_once_after_any_changes(
    first: list[Filter], later: list[Filter], before: frozenset[str], after: frozenset[str]
) -> None:
    index, filters = TopicIndex(), dict[str, Filter]()
    for filters_now in (first, later):
        for n, wanted in enumerate(filters_now):
            index.put(str(n), wanted)
            filters[str(n)] = wanted
    for n in range(0, len(filters), 3):
        index.remove(str(n))
        filters.pop(str(n))
    found = list(index.matches(before, after))
    assert len(found) == len(set(found))
    assert set(found) == {name for name, wanted in filters.items() if wanted.matches_change(before, after)}
