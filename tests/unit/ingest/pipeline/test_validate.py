"""Validation of drafts in our own format."""

import json
from typing import Any

import pytest

from ingest.access.keys import Sender
from ingest.pipeline.validate import DraftValidator
from newsroom.http.problems import ProblemError
from tests.support.checks import NO_CHECK

VALIDATOR = DraftValidator(("en", "az", "ru"), NO_CHECK)
ARTICLE = {"source": "report", "source_id": "1", "headline": "h"}


def refused(encoded: bytes, sender: Sender = Sender(None)) -> ProblemError:  # noqa: B008
    with pytest.raises(ProblemError) as problem:
        VALIDATOR.native(encoded, sender)
    return problem.value


def test_three_fields_are_enough() -> None:
    encoded = json.dumps(ARTICLE).encode()
    submission = VALIDATOR.native(encoded, Sender(frozenset({"report"})))
    assert (submission.draft.headline, submission.size) == ("h", len(encoded))


def test_a_byte_order_mark_as_windows_writes_it_is_no_part_of_an_article() -> None:
    assert (
        VALIDATOR.native(b"\xef\xbb\xbf" + json.dumps(ARTICLE).encode(), Sender(None)).draft.headline == "h"
    )


@pytest.mark.parametrize("encoded", [b"{", b"", b"\xff\xfe", b'{"headline": "\xff"}', b'"\\ud800"'])
def test_what_is_no_json_is_malformed(encoded: bytes) -> None:
    assert refused(encoded).status == 400


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"headline": ""}, "headline"),
        ({"headline": None}, "headline"),
        ({"headlin": "h"}, "headlin"),
        ({"source": "Report"}, "source"),
        ({"source_id": "x" * 513}, "source_id"),
        ({"language": "de"}, "language"),
        ({"language": "English"}, "language"),
        ({"published_at": 1}, "published_at"),
        ({"published_at": "2026-02-27T19:33:00"}, "published_at"),
        ({"embargo_until": "tomorrow"}, "embargo_until"),
        ({"urgency": 9}, "urgency"),
        ({"version": 2**63}, "version"),
        ({"category": "Foreign policy"}, "category"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"tags": [{"id": "a b", "label": "x"}]}, "tags.0.id"),
        ({"translation_of": {"source": "report", "source_id": "1"}}, "translation_of"),
        ({"media": [{"kind": "hologram"}]}, "media.0.kind"),
        ({"media": [{"kind": "photo", "width": 0}]}, "media.0.width"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], field: str) -> None:
    problem = refused(json.dumps({**ARTICLE, **fields}).encode())
    assert problem.status == 422
    assert field in [error.field for error in problem.errors]


def test_an_article_that_is_no_object_is_refused() -> None:
    assert refused(b"[]").status == 422


def test_another_source_is_refused() -> None:
    assert refused(json.dumps(ARTICLE).encode(), Sender(frozenset({"other"}))).status == 403


def test_the_languages_are_named() -> None:
    problem = refused(json.dumps({**ARTICLE, "language": "de"}).encode())
    assert "en, az, ru" in problem.errors[0].problem
