"""Paragraphs of plain text as HTML."""

from markupsafe import escape


def paragraphs_html(body: str | None) -> str | None:
    """Paragraphs parted by an empty line as `<p>` elements; line breaks within one are kept."""
    if not body:
        return None
    paragraphs = [part.strip() for part in body.split("\n\n")]
    return "\n".join(_paragraph(part) for part in paragraphs if part)


def _paragraph(text: str) -> str:
    lines = (str(escape(line)) for line in text.split("\n"))
    return f"<p>{'<br>'.join(lines)}</p>"
