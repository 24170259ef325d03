import json

import pytest

from newsroom.commands.article_files import Format, read

ARTICLE = {"source": "report", "source_id": "1", "headline": "Şuşa"}


def test_a_native_file_holds_one_article_or_a_list() -> None:
    assert [json.loads(text) for text in read(json.dumps(ARTICLE), Format.NATIVE, "")] == [ARTICLE]
    assert [json.loads(text) for text in read(json.dumps([ARTICLE, {}]), Format.NATIVE, "")] == [ARTICLE, {}]


def test_a_native_article_may_spread_over_lines_but_is_posted_as_one() -> None:
    [posted] = read(json.dumps(ARTICLE, indent=2), Format.NATIVE, "")
    assert "\n" not in posted


def test_ndjson_passes_as_it_is_for_ingest_to_judge() -> None:
    # U+2028 is a line break to Python, not to NDJSON
    assert read('{"a": "x\u2028y"}\n\n{nonsense\n', Format.NDJSON, "") == ['{"a": "x\u2028y"}', "{nonsense"]


@pytest.mark.parametrize("text", ["", "{", "7", "[1]"])
def test_a_native_file_of_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read(text, Format.NATIVE, "")
