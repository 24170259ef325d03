"""Plain text as HTML."""

from markupsafe import escape


def paragraphs_html(body: str | None) -> str | None:
    """Paragraphs parted by an empty line as `<p>` elements; line breaks within one are kept."""
    if not body:
        return None
    paragraphs = [part.strip() for part in body.split("\n\n")]
    return "\n".join(f"<p>{escape(part).replace('\n', '<br>')}</p>" for part in paragraphs if part)
