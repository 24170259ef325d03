"""Originals named in another source: a question for the desk, in whichever order the articles arrive."""

from itertools import permutations

import pytest

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_UPDATED
from newsroom.events.stories import LinkSuggestion
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission
from newsroom.streams.topology import MATCH, TRANSLATE
from tests.support.articles import NOON, id_of, revision
from tests.support.translate_worker import Worker

EN = revision("en", "en")
THEIRS = revision("theirs", "az", original="en", minutes=1, source="another")
OWN = revision("own", "az", original="en", minutes=2)


async def arrive(worker: Worker, article: ArticleRevision, *groups: str) -> None:
    kind = ARTICLE_CREATED if article.revision == 1 else ARTICLE_UPDATED
    await worker.publisher.append_once([Emission.of(kind, kind.event(article, time=NOON))])
    for group in groups:
        await worker.handle_new(group, kind.stream)


async def suggestions(worker: Worker) -> list[LinkSuggestion]:
    return await worker.suggestions.waiting(0, 10)


@pytest.mark.parametrize("order", list(permutations([EN, THEIRS])))
@pytest.mark.parametrize("groups", list(permutations([TRANSLATE, MATCH])))
async def test_the_desk_is_asked_once_whoever_comes_first(
    redis_client: RedisClient, order: tuple[ArticleRevision, ...], groups: tuple[str, ...]
) -> None:
    worker = await Worker.of(redis_client)
    for article in order:
        await arrive(worker, article, *groups)
    [suggestion] = await suggestions(worker)
    assert {suggestion.article_id, suggestion.other_id} == {id_of("en"), id_of("theirs")}
    by_id = {suggestion.article_id: suggestion.languages[0], suggestion.other_id: suggestion.languages[1]}
    assert by_id == {id_of("en"): "en", id_of("theirs"): "az"}
    assert suggestion.evidence[0].text == "declared by another source"
    nodes = await worker.nodes.read([id_of("en"), id_of("theirs")])
    assert nodes[id_of("en")].story_id != nodes[id_of("theirs")].story_id


async def test_the_question_is_gone_once_the_originals_own_source_has_the_language(
    redis_client: RedisClient,
) -> None:
    worker = await Worker.of(redis_client)
    for article in (EN, THEIRS, OWN):
        await arrive(worker, article, TRANSLATE, MATCH)
    assert await suggestions(worker) == []
    nodes = await worker.nodes.read([id_of("en"), id_of("own"), id_of("theirs")])
    assert nodes[id_of("en")].story_id == nodes[id_of("own")].story_id != nodes[id_of("theirs")].story_id


async def test_a_correction_that_names_an_original_asks_too(redis_client: RedisClient) -> None:
    worker = await Worker.of(redis_client)
    for article in (EN, revision("theirs", "az", minutes=1, source="another")):
        await arrive(worker, article, TRANSLATE)
    assert await suggestions(worker) == []
    await arrive(worker, revision("theirs", "az", number=2, original="en", source="another"), TRANSLATE)
    assert len(await suggestions(worker)) == 1


async def test_an_article_of_one_language_is_no_translation(redis_client: RedisClient) -> None:
    worker = await Worker.of(redis_client)
    for article in (EN, revision("theirs", "en", original="en", source="another")):
        await arrive(worker, article, TRANSLATE)
    assert await suggestions(worker) == []
