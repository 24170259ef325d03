"""Server-sent events as bytes, and HTTP chunks (https://html.spec.whatwg.org/#server-sent-events).

Each event is encoded and framed once, whoever reads it.
"""

import json

from newsroom.live.entries import LiveEntry
from newsroom.streams.cursor import EARLIEST, Cursor

LAST_CHUNK = b"0\r\n\r\n"


def chunk(body: bytes) -> bytes:
    """One chunk of HTTP/1.1's chunked coding; nothing for an empty body, since an empty chunk is the last."""
    return b"%x\r\n%b\r\n" % (len(body), body) if body else b""


class Frame:
    """Event of the log, ready to be written.

    All rings share it, so that hiding it once hides it everywhere; it keeps its cursor and its place.
    """

    __slots__ = (
        *("_body_at", "_event_at", "article_id", "chunk", "cursor"),
        *("only_headline", "topics_after", "topics_before"),
    )

    def __init__(self, entry: LiveEntry) -> None:
        self.cursor = Cursor.parse(entry.cursor)
        self.article_id = entry.article_id
        self.topics_before = entry.topics_before
        self.topics_after = entry.topics_after
        self.only_headline = entry.only_headline
        self._encode(f"id: {entry.cursor}\nevent: {entry.change}\ndata: ".encode(), entry.event)

    @property
    def body(self) -> bytes:
        """The event without the chunk around it, for HTTP/1.0 and for servers that frame by themselves."""
        return self.chunk[self._body_at : -2]

    @property
    def event(self) -> bytes:
        """The CloudEvent's JSON."""
        return self.chunk[self._event_at : -4]

    def names(self, article_id: bytes) -> bool:
        """Whether the event mentions an article, be it as a variant."""
        return self.chunk.find(article_id, self._event_at) >= 0

    def hide(self) -> None:
        """Leaves the place and takes the text."""
        self.chunk = b""

    def rewrite(self, event: bytes) -> None:
        """Puts another CloudEvent, of the same cursor and change, in the place of this one."""
        self._encode(self.chunk[self._body_at : self._event_at], event)

    def _encode(self, head: bytes, event: bytes) -> None:
        self.chunk = chunk(b"%b%b\n\n" % (head, event))
        self._body_at = self.chunk.index(b"\n") + 1
        self._event_at = self._body_at + len(head)


# One line break: a comment that ended a block would make some clients see an event without data.
HEARTBEAT = b":\n"

# Without an id: what the reader has seen last stays what it resumes after.
SLOW = b'event: slow\ndata: {"reason":"too far behind; reconnect to resume"}\n\n'


def retry(ms: int) -> bytes:
    """The hint how long to wait before reconnecting, in milliseconds."""
    return b"retry: %d\n" % ms


def reset(oldest: Cursor | None) -> bytes:
    """The answer to a cursor that is not kept: names the oldest that is.

    Its id is `earliest`, so that a browser, which reconnects by itself with the last id it saw, goes on with
    all that is left instead of asking for the lost cursor for ever.
    """
    named = None if oldest is None else str(oldest)
    reason = json.dumps({"reason": "cursor not kept", "oldest": named}, separators=(",", ":"))
    return f"id: {EARLIEST}\nevent: reset\ndata: {reason}\n\n".encode()
