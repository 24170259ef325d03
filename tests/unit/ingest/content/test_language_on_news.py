"""Whether real news is in the language it says."""

import json
from pathlib import Path

from ingest.content.language import LanguageCheck
from ingest.content.source_rules import SourceRules
from newsroom.events.articles import ArticleDraft

LANGUAGES = ("en", "az", "ru")


def test_no_article_is_doubted_in_its_own_language_and_each_is_in_another(shared_data: Path) -> None:
    check = LanguageCheck.of(SourceRules({}), LANGUAGES)
    lines = (shared_data / "ntrex-dev" / "articles.jsonl").read_text("utf-8").splitlines()
    assert lines
    for article in map(json.loads, lines):
        for said in LANGUAGES:
            own = {"source": "s", "source_id": "1", "headline": article["headline"], "body": article["body"]}
            found = check.doubt(ArticleDraft(language=said, **own))
            assert found == (None if said == article["language"] else article["language"])
