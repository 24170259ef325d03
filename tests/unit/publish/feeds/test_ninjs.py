"""ninjs, as judged by IPTC's own schema."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from newsroom.events.articles import Media, MediaKind
from publish.feeds.ninjs import Collection, ninjs, ninjs_collection
from publish.feeds.urns import article_urn
from tests.support.published import LANGUAGES, SITE, public, story, variant

Judge = Callable[[bytes], dict[str, Any]]
KINDS: tuple[MediaKind, ...] = ("photo", "video", "audio", "document")
EVERYTHING = public(
    correction="The figure was wrong.",
    urgency=8,
    dateline="Baku",
    rights="All reserved",
    cursor="1-0",
    variants={"az": variant("a", "az", stale=True), "ru": variant("r", "ru")},
    media=(
        Media(kind="photo"),
        *(Media(kind=kind, url=f"{SITE}/ş.{kind}", caption="c", credit="d", width=2) for kind in KINDS),
    ),
)
STUB = public(
    "stub", lead=None, body=None, body_html=None, byline=None, category=None, tags=(), media=(), badges=()
)


@pytest.fixture(scope="session")
def judge(shared_data: Path) -> Judge:
    """Reads ninjs that the schema passes."""
    schema = json.loads((shared_data / "ninjs" / "ninjs-schema_3.1.json").read_text())
    places = json.loads((shared_data / "ninjs" / "GeoJSON-schema.json").read_text())
    registry: Registry[Any] = Registry().with_resources(
        [
            (uri, Resource.from_contents(places))
            for uri in (places["$id"], "https://geojson.org/schema/GeoJSON.json")
        ]
    )
    validator = jsonschema.Draft202012Validator(
        schema, registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )

    def read(encoded: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(encoded)
        validator.validate(found)
        return found

    return read


@pytest.mark.parametrize("article", [public(), EVERYTHING, STUB, *story(LANGUAGES)], ids=lambda a: a.headline)
def test_every_kind_of_article_validates(judge: Judge, article: Any) -> None:
    judge(ninjs(article))


def test_a_collection_validates(judge: Judge) -> None:
    collection = Collection(f"{SITE}/v1/feed?lang=en&tag=ş", "Newsroom", [public(), EVERYTHING, STUB])
    found = judge(ninjs_collection(collection))
    assert [one["uri"] for one in found["associations"]] == [
        article_urn(one.id) for one in collection.articles
    ]
    assert judge(ninjs_collection(Collection(SITE, "Newsroom", [])))["type"] == "composite"


def test_the_schema_is_a_judge(judge: Judge) -> None:
    with pytest.raises(jsonschema.ValidationError):
        judge(ninjs(public()).replace(b'"versionCreated"', b'"versionMade"'))
    with pytest.raises(jsonschema.ValidationError):
        judge(ninjs(public(published_at="2026-01-01T00:00:00Z")).replace(b"2026-01-01T", b"2026-01-01 "))


def test_variants_and_media_are_associations() -> None:
    found = {one["name"]: one for one in json.loads(ninjs(EVERYTHING))["associations"]}
    assert set(found) == {"translation-az", "translation-ru", *(f"media-{place}" for place in (2, 3, 4, 5))}
    assert found["translation-az"]["rel"] == "stale-translation"
    assert found["translation-ru"]["uri"] == article_urn(EVERYTHING.variants["ru"].id)
    assert found["media-2"]["type"] == "picture"


def test_a_correction_is_another_version_of_the_same_object() -> None:
    before, after = (json.loads(ninjs(one)) for one in (public(), public(revision=2, headline="Another")))
    assert before["uri"] == after["uri"]
    assert (before["version"], after["version"]) == ("1", "2")
