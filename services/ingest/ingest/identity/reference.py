"""The reference by which a withdrawal or a restoration names its article."""

from pydantic import Field, model_validator

from newsroom.events.articles import ArticleId, Draft, Source, SourceId, Text
from newsroom.events.identity import article_id


class ArticleReference(Draft):
    """`source` and `source_id`, or `id`; and the reason of the request."""

    source: Source | None = None
    source_id: SourceId | None = None
    id: ArticleId | None = None
    reason: Text | None = Field(default=None, max_length=2000)

    @model_validator(mode="after")
    def _names_one_article(self) -> "ArticleReference":
        by_source = self.source is not None and self.source_id is not None
        if (self.source is None) != (self.source_id is None):
            raise ValueError("source and source_id name an article together")
        if not by_source and self.id is None:
            raise ValueError("write source and source_id, or id")
        if by_source and self.id not in (None, self.article_id):
            raise ValueError("id is not that of source and source_id: leave one of them out")
        return self

    @property
    def article_id(self) -> str:
        if self.source is not None and self.source_id is not None:
            return article_id(self.source, self.source_id)
        return self.id or ""
