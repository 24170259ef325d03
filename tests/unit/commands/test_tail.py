from datetime import UTC, datetime

from httpx_sse import ServerSentEvent

from newsroom.commands.tail import line
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.identity import article_id
from newsroom.events.live import LiveChange, PublicArticle, Tombstone

NOW = datetime(2026, 2, 27, 15, 33, tzinfo=UTC)
ID = article_id("report", "1")
ARTICLE = PublicArticle(
    id=ID,
    story_id=ID,
    revision=1,
    seq=1,
    language="en",
    headline="Metro station reopens",
    published_at=NOW,
    updated_at=NOW,
    url="https://example.az/en/metro",
    source="report",
)


def sent(change: LiveChange) -> ServerSentEvent:
    encoded = ARTICLE_PUBLISHED.encode(ARTICLE_PUBLISHED.event(change, time=NOW))
    return ServerSentEvent(event=change.change, data=encoded.decode(), id="7-0")


def test_an_article_shows_its_cursor_change_language_headline_and_page() -> None:
    change = LiveChange(change="updated", seq=1, article=ARTICLE)
    assert line(sent(change)) == "7-0  updated    en  Metro station reopens  https://example.az/en/metro"


def test_of_a_withdrawn_one_nothing_but_its_id_is_left() -> None:
    gone = Tombstone(id=ID, story_id=ID, revision=2, seq=2, language="en")
    assert line(sent(LiveChange(change="withdrawn", seq=2, article=gone))) == f"7-0  withdrawn  en  {ID}"


def test_a_reset_says_where_to_begin() -> None:
    assert line(ServerSentEvent(event="reset", data='{"oldest": "3-0"}')) == 'reset  {"oldest": "3-0"}'
