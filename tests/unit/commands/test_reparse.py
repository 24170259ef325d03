import pytest

from newsroom.commands.reparse import readable


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            '{"document": "d", "format": "nitf", "changed": [{"id": "a", "revision": 2, "status": "new"}]}',
            "d nitf: new a revision 2",
        ),
        (
            '{"document": "d", "format": "nitf", "problem": {"title": "Bad", "detail": "no headline"}}',
            "d nitf: Bad: no headline",
        ),
        (
            '{"documents": 3, "answers": {"updated": 1, "unchanged": 2}}',
            "3 documents: 1 updated, 2 unchanged",
        ),
        ('{"documents": 0, "answers": {}}', "0 documents: nothing"),
    ],
)
def test_a_line_of_ingest_is_made_readable(line: str, text: str) -> None:
    assert readable(line) == text
