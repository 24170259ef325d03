"""What a release would change of what readers see."""

from datetime import timedelta

from newsroom.events.articles import Media, Tag
from tests.support.articles import NOON, revision
from translate.desk.held_differences import FieldDifference, differences, new_paragraphs

PUBLIC = revision("a", headline="Fire", body="One.\n\nTwo.")


def test_nothing_differs_from_itself() -> None:
    assert differences(PUBLIC, PUBLIC) == []
    assert new_paragraphs(PUBLIC, PUBLIC) == new_paragraphs(PUBLIC, None) == frozenset()


def test_each_field_and_paragraph_that_differs_is_named() -> None:
    later = NOON + timedelta(hours=1)
    held = PUBLIC.model_copy(
        update={
            "headline": "Fire is out",
            "lead": "At last.",
            "embargo_until": later,
            "tags": (Tag(id="fire", label="Fire"),),
            "media": (Media(kind="photo", url="https://x.example/a.jpg"),),
            "body": "One.\n\nThree.",
        }
    )
    assert differences(PUBLIC, held) == [
        FieldDifference("headline", "Fire", "Fire is out"),
        FieldDifference("lead", None, "At last."),
        FieldDifference("embargo_until", None, later),
        FieldDifference("tags", "", "Fire"),
        FieldDifference("media", "", "https://x.example/a.jpg"),
    ]
    assert new_paragraphs(held, PUBLIC) == {"Three."}
    assert new_paragraphs(PUBLIC, held) == {"Two."}
