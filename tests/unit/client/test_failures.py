import httpx
import pytest

from newsroom.client.failures import http_address, is_lasting, refused, unreachable

REQUEST = httpx.Request("GET", "http://h:1")


@pytest.mark.parametrize("url", ["127.0.0.1:8001", "localhost", "ftp://localhost"])
def test_an_address_without_a_usable_scheme_is_refused_with_the_cure(url: str) -> None:
    with pytest.raises(ValueError, match="lacks its scheme: write http://"):
        http_address(url)


def test_an_address_is_taken_as_it_is() -> None:
    assert http_address("https://news.example/hook/") == "https://news.example/hook/"


@pytest.mark.parametrize(
    ("error", "said", "lasting"),
    [
        (httpx.UnsupportedProtocol("no scheme"), "ingest: 'http://h:1' is no address", True),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "no such host", True),
        (httpx.ConnectError("[Errno 111] Connection refused"), "nothing listens there", False),
        (httpx.ReadTimeout(""), "does not answer in time", False),
        (httpx.RemoteProtocolError("peer closed"), "ingest at http://h:1: peer closed", False),
        (httpx.ReadError(""), "ingest at http://h:1: ReadError", False),
    ],
)
def test_a_failed_call_is_one_line_and_lasts_or_not(error: httpx.HTTPError, said: str, lasting: bool) -> None:
    line = unreachable("ingest", "http://h:1", error)
    assert said in line
    assert is_lasting(error) is lasting


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (401, b"{}", "ingest at http://h:1 refuses the key: check KEY"),
        (403, b'{"title": "Forbidden", "detail": "not for x"}', "answers 403: Forbidden: not for x"),
        (502, b"<html>", "ingest at http://h:1 answers 502: is it a newsroom's ingest?"),
    ],
)
def test_a_refusal_is_one_line(status: int, content: bytes, said: str) -> None:
    response = httpx.Response(status, content=content, request=REQUEST)
    assert said in refused("ingest", "http://h:1", "KEY", response)
