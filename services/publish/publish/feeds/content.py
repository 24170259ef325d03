"""Text of an article as feeds carry it."""

from newsroom.events.live import PublicArticle
from publish.visibility.paragraphs import paragraphs_html


def content_html(article: PublicArticle) -> str | None:
    """The correction's note, if any, above the text; the lead where there is no text.

    Feeds are read far from the page, so the note that goes with a correction goes with the text.
    """
    text = article.body_html or paragraphs_html(article.lead)
    parts = [paragraphs_html(article.correction), text]
    return "\n".join(part for part in parts if part) or None
