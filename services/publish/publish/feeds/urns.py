"""URNs of articles, stories, media and feeds: for good, whatever is corrected and wherever pages move."""


def article_urn(article_id: str) -> str:
    """The article, all its revisions alike."""
    return f"urn:newsroom:article:{article_id}"


def story_urn(story_id: str) -> str:
    """The articles in different languages that tell the same news."""
    return f"urn:newsroom:story:{story_id}"


def medium_urn(article_id: str, position: int) -> str:
    """A photo, video, audio or document of an article, counted from 1."""
    return f"{article_urn(article_id)}:media:{position}"


def feed_urn(language: str, category: str | None) -> str:
    """The feed of a language, or of a category in it."""
    return ":".join(part for part in ("urn:newsroom:feed", language, category) if part)
