"""Which events of the live log change the index."""

from newsroom.events.live import Change, LiveChange, Tombstone
from publish.log.logged_change import LoggedChange
from publish.search.entries import LastEntered, index_changes
from tests.support.articles import id_of
from tests.support.published import public


def event(name: str, change: Change, revision: int = 1, seq: int = 1) -> LoggedChange:
    article_id = id_of(name)
    gone = Tombstone(id=article_id, story_id=article_id, revision=revision, seq=seq, language="en")
    article = gone if change == "withdrawn" else public(name, revision=revision, seq=seq)
    live = LiveChange(change=change, seq=seq, article=article)
    return LoggedChange(f"{seq}-0", live, b"")


def entered(news: LastEntered, *events: LoggedChange) -> list[tuple[str, int | None]]:
    """What is entered, as (id, revision)."""
    changes = news.news(index_changes(events))
    return [(change.article_id, change.article.revision if change.article else None) for change in changes]


def test_a_change_of_links_costs_nothing_where_its_article_was_entered() -> None:
    news = LastEntered()
    assert entered(news, event("one", "published"), event("one", "linked", seq=2)) == [(id_of("one"), 1)]
    assert entered(news, event("one", "unlinked", seq=3)) == []


def test_a_change_of_links_tells_the_article_where_the_change_before_it_was_not_read() -> None:
    news = LastEntered()
    assert entered(news, event("one", "linked")) == [(id_of("one"), 1)]
    assert entered(news, event("one", "linked", revision=2, seq=3)) == [(id_of("one"), 2)]
    assert entered(news, event("one", "withdrawn", revision=3, seq=4)) == [(id_of("one"), None)]
    assert entered(news, event("one", "linked", revision=4, seq=6)) == [(id_of("one"), 4)]


def test_only_the_last_are_known() -> None:
    news = LastEntered(most=1)
    entered(news, event("one", "published"), event("two", "published"))
    assert entered(news, event("two", "linked", seq=2)) == []
    assert entered(news, event("one", "linked", seq=2)) == [(id_of("one"), 1)]
