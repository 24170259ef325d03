"""Objects of ninjs 3.1, as far as we write them, under its own names."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

NewsType = Literal["text", "picture", "video", "audio", "composite", "component"]


class Shape(BaseModel):
    """Fields are written in ninjs' camel case; what is None is left out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Headline(Shape):
    role: str = "main"
    value: str


class Text(Shape):
    """A description or a body."""

    role: str
    content_type: str
    value: str
    char_count: int | None = None
    word_count: int | None = None


class Concept(Shape):
    """A subject: a category or a tag."""

    name: str
    rel: str
    literal: str


class InfoSource(Shape):
    name: str
    role: str


class AltId(Shape):
    role: str
    value: str


class Rendition(Shape):
    name: str
    href: str
    content_type: str
    width: int | None = None
    height: int | None = None


class Standard(Shape):
    name: str = "ninjs"
    version: str = "3.1"
    schema_: str = Field(
        default="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#", serialization_alias="schema"
    )


class NewsObject(Shape):
    """A news object; `name` and `rel` are those of one that is associated with another."""

    uri: str
    name: str | None = None
    rel: str | None = None
    standard: Standard | None = None
    type: NewsType
    representation_type: Literal["full", "partial"]
    profile: str | None = None
    version: str | None = None
    version_created: str | None = None
    content_created: str | None = None
    pub_status: Literal["usable"] | None = None
    urgency: int | None = None
    language: str | None = None
    title: str | None = None
    by: str | None = None
    located: str | None = None
    copyright_notice: str | None = None
    headlines: Sequence[Headline] | None = None
    descriptions: Sequence[Text] | None = None
    bodies: Sequence[Text] | None = None
    subjects: Sequence[Concept] | None = None
    info_sources: Sequence[InfoSource] | None = None
    alt_ids: Sequence[AltId] | None = None
    renditions: Sequence[Rendition] | None = None
    associations: Sequence["NewsObject"] | None = None

    def written(self) -> bytes:
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()
