import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.hot.request_head import RequestHead, is_malformed, parse_head

END = b"\r\n\r\n"
LETTERS = st.characters(codec="ascii", exclude_characters=" \r\n\0")
TARGETS = st.builds("{}{}".format, st.sampled_from(("", "/", "http://", "//")), st.text(LETTERS)).map(
    str.encode
)


def head(target: bytes = b"/v1/feed?lang=en", *lines: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", b"Host: x", *lines]) + END


def parsed(target: bytes, *lines: bytes) -> RequestHead:
    request = parse_head(head(target, *lines))
    assert request is not None
    return request


def test_an_ordinary_request_is_read() -> None:
    request = parsed(b"/v1/feed?lang=en&q=a%20b", b"Accept-Encoding: gzip", b'If-None-Match: W/"a"')
    assert (request.path, request.query) == ("/v1/feed", b"lang=en&q=a%20b")
    assert request.headers.gzip
    assert request.headers.if_none_match == ['W/"a"']


def test_a_path_is_decoded_as_the_server_does() -> None:
    assert parsed(b"/az/tag/%C9%99%2Fb/").path == "/az/tag/ə/b/"
    assert parsed(b"http://x/en/").path == "/en/"
    assert parsed(b"/en/").query == b""


@pytest.mark.parametrize(
    "odd",
    [
        head(method=b"HEAD"),
        head(method=b"POST"),
        head(b"http://x"),
        head(b"http://x?lang=en"),
        head(b"*", method=b"OPTIONS"),
        head(b"x:443", method=b"CONNECT"),
        head(b"/", b"Connection: close"),
        head(b"/", b"Content-Length: 1"),
        head(b"/", b"Transfer-Encoding: chunked"),
        head(b"/", b"Expect: 100-continue"),
        head(b"/", b"Connection: Upgrade", b"Upgrade: websocket"),
        head().replace(b"HTTP/1.1", b"HTTP/1.0"),
        head().replace(b"HTTP/1.1", b"HTTP/2.0"),
        head().replace(b"\r\nHost", b"\nHost"),
        head() + head(),
        b"GET /v1/feed",
        b"",
        END,
    ],
)
def test_what_is_out_of_the_ordinary_is_the_servers(odd: bytes) -> None:
    assert parse_head(odd) is None


@given(st.binary(max_size=60) | TARGETS.map(head))
def test_no_bytes_raise(beginning: bytes) -> None:
    parse_head(beginning)
    parse_head(beginning + END)
    is_malformed(beginning)


@given(st.integers(0, 80))
def test_no_beginning_of_a_good_request_is_malformed(length: int) -> None:
    whole = head(b"/v1/feed?lang=en", b"Accept: */*", b"Accept-Encoding: gzip")
    assert not is_malformed(whole[:length])
    assert is_malformed(b"nonsense" + whole[:length])
