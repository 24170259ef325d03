from newsroom.live.entries import LiveEntry
from newsroom.live.framing import Frame
from newsroom.live.ring_redaction import hide_whole, withdraw


def frame(article: str, text: str) -> Frame:
    return Frame(LiveEntry("1-0", text.encode(), "published", article))


def test_a_withdrawn_articles_frames_say_nothing_more() -> None:
    own, other = frame("abc", '{"subject":"abc"}'), frame("xyz", '{"subject":"xyz"}')
    withdraw([own, other], "abc", hide_whole)
    assert own.chunk == b""
    assert other.event == b'{"subject":"xyz"}'


def test_a_siblings_frame_is_rewritten_or_else_hidden() -> None:
    for redacted, left in [(b'{"variants":{}}', b'{"variants":{}}'), (None, b"")]:
        sibling = frame("xyz", '{"variants":{"az":{"id":"abc"}}}')

        def redact(
            event: bytes, article_id: str, headline: str | None, answer: bytes | None = redacted
        ) -> bytes | None:
            assert (event, article_id) == (b'{"variants":{"az":{"id":"abc"}}}', "abc")
            assert headline == "New"
            return answer

        withdraw([sibling], "abc", redact, "New")
        assert (sibling.event if sibling.chunk else b"") == left
