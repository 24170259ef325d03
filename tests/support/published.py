"""Articles as the public sees them."""

from collections.abc import Sequence
from datetime import timedelta

from newsroom.events.articles import Media, Tag
from newsroom.events.live import PublicArticle, Variant
from tests.support.articles import NOON, id_of

SITE = "https://news.example"
LANGUAGES = ("en", "az", "ru")


def public(name: str = "one", language: str = "en", **other: object) -> PublicArticle:
    """A visible article named `name`; anything else as given."""
    article_id = id_of(name)
    fields: dict[str, object] = {
        "id": article_id,
        "story_id": article_id,
        "revision": 1,
        "seq": 1,
        "language": language,
        "headline": f"Headline of {name}",
        "lead": f"Lead of {name}",
        "category": "energy",
        "tags": (Tag(id="wuf13", label="WUF13"),),
        "badges": ("photo",),
        "published_at": NOON,
        "updated_at": NOON + timedelta(minutes=5),
        "url": f"{SITE}/{language}/energy/{name}-{article_id}",
        "body": "First.\n\nSecond.",
        "body_html": "<p>First.</p>\n<p>Second.</p>",
        "media": (Media(kind="photo", url=f"{SITE}/media/{name}.jpg", caption="Seen from above"),),
        "source": "wire",
        "byline": "A. Reporter",
    }
    return PublicArticle.model_validate(fields | other)


def variant(name: str, language: str, **other: object) -> Variant:
    """The article named `name` as its siblings see it."""
    sibling = public(name, language)
    fields: dict[str, object] = {
        "id": sibling.id,
        "headline": sibling.headline,
        "url": sibling.url,
        "method": "explicit",
    }
    return Variant.model_validate(fields | other)


def story(languages: Sequence[str]) -> list[PublicArticle]:
    """One story in these languages, each article naming the others."""
    names = {language: f"told-{language}" for language in languages}
    return [
        public(
            names[own],
            own,
            variants={lang: variant(name, lang) for lang, name in names.items() if lang != own},
        )
        for own in languages
    ]
