"""What a worker writes is values, or nothing."""

import os
import pickle
from datetime import UTC, datetime

import pytest

from ingest.formats.document import Unreadable, Withdrawal
from ingest.formats.read import ParsedDocument
from ingest.reading.frames import BrokenAnswerError, Fault, decoded_answer, encoded_answer
from newsroom.events.articles import ArticleDraft, Media
from newsroom.http.problems import FieldProblem, ProblemError

DRAFT = ArticleDraft(
    source="a",
    source_id="1",
    headline="b",
    tags=("c",),
    media=(Media(kind="photo"),),
    published_at=datetime(2026, 11, 28, tzinfo=UTC),
)


class Hostile:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


def test_a_parsed_document_comes_as_it_went() -> None:
    parsed = ParsedDocument("feed", (DRAFT, Withdrawal("a", "2", modified_at=DRAFT.published_at)), True)
    assert decoded_answer(encoded_answer(parsed)) == parsed


def test_a_refusal_comes_as_it_went() -> None:
    problem = ProblemError(422, "No.", errors=[FieldProblem("a", "b")], retry_after=3, extra={"c": 1})
    answer = decoded_answer(encoded_answer(problem))
    assert isinstance(answer, ProblemError)
    assert (answer.as_json(), answer.headers) == (problem.as_json(), problem.headers)


def test_a_refused_article_comes_as_it_went() -> None:
    answer = decoded_answer(
        encoded_answer(ParsedDocument("feed", (Unreadable(ProblemError(422, "No.")),), True))
    )
    assert isinstance(answer, ParsedDocument)
    [part] = answer.parts
    assert isinstance(part, Unreadable)
    assert part.problem.detail == "No."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        pickle.dumps(Hostile()),
        pickle.dumps(print),
        pickle.dumps("text"),
        pickle.dumps(pickle.Unpickler),
        b"cingest.formats.read\nimport_module\n(S'os'\ntR.",
        b"cingest.formats.document\nProtocol\n.",
        b"\x80\x04\x8c\x14ingest.formats.read\x8c\x0eZIP.something\x93.",
        encoded_answer(Fault("x"))[:-3],
    ],
)
def test_anything_else_is_none(content: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        decoded_answer(content)
