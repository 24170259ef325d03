"""The sample wire keeps what the demo shows: a full page at once, three languages, changes."""

import json
from collections import Counter, defaultdict
from itertools import pairwise

from newsroom.events.articles import ArticleDraft, Reference
from newsroom.stack.sample_wire import ArticleLine, WithdrawalLine, body_of, read

LINES = read()
ARTICLES = [line for line in LINES if isinstance(line, ArticleLine)]
WITHDRAWALS = [line for line in LINES if isinstance(line, WithdrawalLine)]
FIRST = {line.body.source_id: line for line in reversed(ARTICLES)}
CORRECTIONS = [line for line in ARTICLES if line.body.correction]

AZERBAIJANI = set("əğışçöü")
CYRILLIC = set("абвгдежзийклмнопрстуфхцчшщъыьэюя")


def stories() -> dict[str, dict[str, ArticleDraft]]:
    found: dict[str, dict[str, ArticleDraft]] = defaultdict(dict)
    for line in FIRST.values():
        name, language = line.body.source_id.rsplit(".", 1)
        found[name][language] = line.body
    return found


def test_the_lines_come_in_order_and_the_page_fills_at_once():
    assert all(earlier.after <= later.after for earlier, later in pairwise(LINES))
    assert LINES[11].after <= 3
    assert all(1 <= later.after - earlier.after <= 2.01 for earlier, later in pairwise(LINES[11:]))
    assert {line.body.language for line in ARTICLES[:12]} == {"en", "az", "ru"}


def test_the_day_has_enough_stories_in_two_or_three_languages_and_every_category():
    assert len(stories()) >= 42
    assert {len(articles) for articles in stories().values()} == {2, 3}
    categories = Counter(next(iter(articles.values())).category for articles in stories().values())
    assert len(categories) == 12
    assert min(categories.values()) >= 2


def test_all_variants_of_a_story_point_to_its_one_original():
    for name, articles in stories().items():
        originals = [article for article in articles.values() if article.translation_of is None]
        assert len(originals) == 1, name
        reference = Reference(source="demo", source_id=originals[0].source_id)
        assert all(
            article.translation_of == reference
            for article in articles.values()
            if article is not originals[0]
        ), name
        assert len({article.category for article in articles.values()}) == 1, name
        assert len({len(article.media) for article in articles.values()}) == 1, name


def test_some_variants_come_before_their_original():
    overtaking = [
        line
        for line in FIRST.values()
        if line.body.translation_of and line.after < FIRST[line.body.translation_of.source_id].after
    ]
    assert len(overtaking) >= 3


def test_each_article_is_written_in_its_language():
    for line in ARTICLES:
        article = line.body
        text = f"{article.headline} {article.body}".casefold()
        letters = set(text)
        assert article.language == article.source_id.rsplit(".", 1)[1]
        assert bool(letters & CYRILLIC) == (article.language == "ru"), article.source_id
        assert len(letters & AZERBAIJANI) < 3 or article.language == "az", article.source_id
        assert article.language != "az" or "ə" in letters, article.source_id


def test_bodies_are_short_paragraphs():
    for line in ARTICLES:
        paragraphs = (line.body.body or "").split("\n\n")
        assert 2 <= len(paragraphs) <= 5, line.body.source_id
        assert all(paragraph.strip() and "\n" not in paragraph for paragraph in paragraphs)


def test_a_tag_has_one_id_and_one_label_a_language():
    labels: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in ARTICLES:
        for tag in line.body.tags:
            assert not isinstance(tag, str)
            labels[tag.id, line.body.language or ""].add(tag.label)
    assert labels
    assert all(len(found) == 1 for found in labels.values())


def test_photos_are_captioned_and_credited():
    photos = [photo for line in ARTICLES for photo in line.body.media]
    assert len(photos) * 4 >= len(ARTICLES)
    for photo in photos:
        assert photo.kind == "photo"
        assert (photo.url or "").startswith("https://media.example.az/photos/")
        assert photo.caption
        assert photo.credit


def test_two_stories_are_urgent():
    urgent = {
        line.body.source_id.rsplit(".", 1)[0]: line.body.urgency for line in ARTICLES if line.body.urgency
    }
    assert sorted(urgent.values()) == [1, 2]


def test_two_corrections_change_the_text_of_an_earlier_article():
    assert len(CORRECTIONS) == 2
    for line in CORRECTIONS:
        before = FIRST[line.body.source_id]
        assert before.after < line.after
        assert before.body.body != line.body.body
        assert line.body.translation_of == before.body.translation_of
        assert line.body.tags == before.body.tags
        assert line.body.media == before.body.media
    assert len(ARTICLES) == len(FIRST) + 2


def test_one_withdrawal_names_an_article_that_went_out():
    (withdrawal,) = WITHDRAWALS
    assert FIRST[withdrawal.body.source_id].after < withdrawal.after
    assert withdrawal.body.reason


def test_what_is_posted_has_the_lines_fields_and_no_defaults():
    posted = json.loads(body_of(FIRST["2026/solar-plant.az"]))
    assert posted["source_id"] == "2026/solar-plant.az"
    assert posted["translation_of"] == {"source": "demo", "source_id": "2026/solar-plant.en"}
    assert posted["media"][0].keys() == {"kind", "url", "caption", "credit"}
    assert "published_at" not in posted
    assert "embargo_until" not in posted
