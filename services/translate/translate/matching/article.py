"""Article as the matcher takes it: plain data, free of events."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language; ``published_at`` is in milliseconds since 1970, UTC."""

    id: str
    language: str
    headline: str
    published_at: int
    lead: str = ""
    body: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    is_stub: bool = False

    def text_after_headline(self) -> str:
        """The lead and the body, the lead only once where the body begins with it."""
        if not self.lead or self.body.lstrip().startswith(self.lead.strip()):
            return self.body
        return f"{self.lead}\n\n{self.body}"
