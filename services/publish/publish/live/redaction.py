"""Withdrawals in the rings: what was said of a withdrawn article is said no more."""

from collections.abc import Callable, Iterable

from publish.live.framing import Frame

Redact = Callable[[bytes, str], bytes | None]
"""Takes a CloudEvent's JSON that names a withdrawn article's id; gives it without that article's text and
headline, on one line, or None where nothing may be left."""


def hide_whole(event: bytes, article_id: str) -> bytes | None:  # noqa: ARG001 - the shape of a Redact
    """The safe redaction: an event that names the article is not replayed at all."""
    return None


def withdraw(frames: Iterable[Frame], article_id: str, redact: Redact) -> None:
    """Hides an article's own frames, and rewrites or hides those that name it, as its siblings' do."""
    named = article_id.encode()
    for frame in frames:
        if frame.article_id == article_id:
            frame.hide()
        elif frame.names(named):
            event = redact(frame.event, article_id)
            if event is None:
                frame.hide()
            else:
                frame.rewrite(event)
