"""What `newsroom send` requests of files and folders."""

import json
from pathlib import Path

import pytest

from newsroom.commands.article_files import Format
from newsroom.commands.post_requests import NDJSON, files_in, post_requests

ARTICLE = {"source": "report", "source_id": "1", "headline": "Şuşa"}


def test_a_folder_is_all_that_is_in_it_by_name_but_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/2.xml", "a.eml", "b/1.xml", ".git/x", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in files_in([tmp_path])]
    assert found == ["a.eml", "b/1.xml", "b/2.xml"]


@pytest.mark.parametrize("name", ["x.json", "-", "x.ndjson"])
def test_articles_of_our_own_go_by_the_batch(name: str) -> None:
    content = "\n".join(json.dumps({**ARTICLE, "source_id": str(number)}) for number in range(450)).encode()
    requests = list(post_requests(name, content, None, None))
    assert [request.media_type for request in requests] == [NDJSON] * 3
    assert [request.body.count(b"source_id") for request in requests] == [200, 200, 50]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.eml", b"Subject: x", "message/rfc822"),
        ("a.rss", b"<rss/>", "application/rss+xml"),
        ("a.xml", b"<nitf/>", "application/xml"),
        ("a.json", b'{"uri": "x"}', "application/octet-stream"),
        ("a.txt", b"text", "application/octet-stream"),
        ("a.xml.gz", b"\x1f\x8b", "application/octet-stream"),
    ],
)
def test_another_file_goes_as_it_is_with_its_name(name: str, content: bytes, media_type: str) -> None:
    [request] = post_requests(f"folder/{name}", content, None, "agency")
    assert (request.body, request.media_type, request.path) == (
        content,
        media_type,
        "/v1/articles?source=agency",
    )
    assert request.disposition == f"attachment; filename*=UTF-8''{name}"


def test_a_format_that_is_named_must_be_it() -> None:
    with pytest.raises(ValueError):
        list(post_requests("a.json", b"{", Format.NATIVE, None))
