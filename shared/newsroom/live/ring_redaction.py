"""Redaction of withdrawn and suppressed articles in the rings: their texts and headlines go."""

from collections.abc import Callable, Iterable

from newsroom.live.framing import Frame

Redact = Callable[[bytes, str, str | None], bytes | None]
"""Takes a CloudEvent's JSON that names a hidden article's id, and the one headline of it that may be
shown, if any; gives it without that article's text and other headlines, on one line, or None where nothing
may be left."""


def hide_whole(event: bytes, article_id: str, headline: str | None) -> bytes | None:  # noqa: ARG001 - the shape of a Redact
    """The safe redaction: an event that names the article is not replayed at all."""
    return None


def withdraw(
    frames: Iterable[Frame], article_id: str, redact: Redact, only_headline: str | None = None
) -> None:
    """Hides an article's own frames, and rewrites or hides those that name it, as its siblings' do."""
    named = article_id.encode()
    for frame in frames:
        if frame.article_id == article_id:
            frame.hide()
        elif frame.names(named):
            event = redact(frame.event, article_id, only_headline)
            if event is None:
                frame.hide()
            else:
                frame.rewrite(event)
