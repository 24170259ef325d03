"""Documents that hurt readers of documents, by the length that they are made to."""

import gzip
from collections.abc import Callable, Mapping

from ingest.formats.document import Document

Make = Callable[[int], Document]


def _rss(item: str) -> bytes:
    return f"<rss version='2.0'><channel><item><guid>1</guid>{item}</item></channel></rss>".encode()


def _entities(length: int) -> bytes:
    declared = "<!DOCTYPE rss [<!ENTITY a '" + "x" * 200 + "'>]>"
    return declared.encode() + _rss("<title>" + "&a;" * length + "</title>")


def _page(body: str, head: str = "") -> bytes:
    start = f"<!doctype html><html><head><title>Rain in Baku</title>{head}</head><body><h1>Rain in Baku</h1>"
    return f"{start}{body}<p>{'It rained all day. ' * 30}</p></body></html>".encode()


def _mail(header: str, body: str = "It rained.") -> bytes:
    return f"From: a@b.example\nTo: c@d.example\nSubject: Rain\n{header}\n\n{body}\n".encode()


def _wire(text: str) -> bytes:
    return f"\x01abc0001 3 i 100\r\n\x02{text}\r\n\x03".encode()


def _nested_mail(depth: int) -> bytes:
    return b"".join(
        b"From: a@b.example\nTo: c@d.example\nSubject: Rain\nContent-Type: message/rfc822\n\n"
        for _ in range(depth)
    )


def _nested_parts(depth: int) -> bytes:
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return b"From: a@b.example\nTo: c@d.example\nSubject: Rain\n" + parts.encode()


def _attributes(count: int) -> str:
    return " ".join(f'a{number}="1"' for number in range(count))


def _of(make: Callable[[int], bytes], media_type: str | None = None, url: str | None = None) -> Make:
    return lambda length: Document(make(length), media_type, source="wire", url=url)


_ADDRESS = "https://wire.example/2026/11/28/rain"
HOSTILE: Mapping[str, Make] = {
    "doctype of quotes": _of(lambda n: b"<!DOCTYPE " + b"a\"'" * n + b"<"),
    "doctype without an end": _of(lambda n: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * n),
    "comments without an end": _of(lambda n: b"<!--" * n + b"<rss>"),
    "instructions": _of(lambda n: b"<??>" * n + b"<rss>"),
    "entities": _of(_entities),
    "entities, packed": _of(lambda n: gzip.compress(_entities(100 * n))),
    "zeros, packed": _of(lambda n: gzip.compress(b" " * 1000 * n)),
    "description of dots": _of(lambda n: _rss(f"<title>a</title><description>{'... ' * n}x</description>")),
    "headline of dots": _of(lambda n: _rss(f"<title>{'…' * n}x</title>")),
    "headline of sentences": _of(lambda n: _rss(f"<description>{'Rain. ' * n}</description>")),
    "headline of spaces": _of(lambda n: _rss(f"<title>a{' ' * n}|{' ' * n}b</title>")),
    "surrogates": _of(lambda n: _rss(f"<title>a{'&#xD800;' * n}</title>")),
    "surrogates on a page": _of(lambda n: _page("&#xD800;&#55296;" * n), "text/html", _ADDRESS),
    "references of digits": _of(lambda n: _rss(f"<title>a&#{'9' * n};</title>")),
    "attributes": _of(lambda n: _rss(f"<title>a</title><link {_attributes(n)}/>")),
    "attributes on a page": _of(lambda n: _page(f"<p {_attributes(n)}>a</p>"), "text/html", _ADDRESS),
    "headings": _of(lambda n: _page("<h1>" * n), "text/html", _ADDRESS),
    "deep page": _of(lambda n: _page("<ul><li>" * n), "text/html", _ADDRESS),
    "wide page": _of(lambda n: _page("<b><i>a</b></i>" * n), "text/html", _ADDRESS),
    "title of marks": _of(
        lambda n: _page("", f"<meta property='og:title' content='{' | ' * n}'>"), None, _ADDRESS
    ),
    "title of spaces": _of(
        lambda n: _page("", f"<meta property='og:title' content='a{' ' * n}-'>"), None, _ADDRESS
    ),
    "JSON-LD of brackets": _of(
        lambda n: _page("", f"<script type='application/ld+json'>{'[' * n}</script>"), None, _ADDRESS
    ),
    "deep XML": _of(lambda n: b"<rss>" + b"<a>" * n),
    "deep lists": _of(lambda n: b"[" * n + b"]" * n),
    "deep objects": _of(lambda n: b'{"uri":' * n + b"1" + b"}" * n),
    "numbers of digits": _of(lambda n: b'{"uri": "a", "headline": "b", "version": ' + b"9" * n + b"}"),
    "subject of words": _of(lambda n: _mail(f"Subject: {'=?utf-8?q?a?= ' * n}")),
    "subject of half words": _of(lambda n: _mail(f"Subject: {'=?utf-8?q?' * n}")),
    "subject of replies": _of(lambda n: _mail(f"Subject: {'Re: ' * n}")),
    "sender of brackets": _of(lambda n: _mail(f"From: {'(' * n} a@b.example")),
    "sender of quotes": _of(lambda n: _mail("Sender: " + '"\\' * n)),
    "parameters of digits": _of(
        lambda n: _mail(f"Content-Type: text/plain; a*{'1' * n}*=b; charset*{'1' * n}=c")
    ),
    "parameters": _of(lambda n: _mail(f"Content-Type: text/plain{'; a=b' * n}")),
    "received": _of(lambda n: _mail("Received: a; b\n" * n)),
    "nested mails": _of(_nested_mail),
    "nested parts": _of(_nested_parts),
    "dates on the wire": _of(lambda n: _wire("111111" + " " * n)),
    "ends on the wire": _of(lambda n: _wire("\n" * n)),
    "places on the wire": _of(lambda n: _wire("Baku" + " ." * n)),
    "stories on the wire": _of(lambda n: _wire("a") * n),
    "dates of digits": _of(lambda n: _rss(f"<title>a</title><pubDate>{'1' * n}</pubDate>")),
    "dates of words": _of(lambda n: _rss(f"<title>a</title><pubDate>{'Nov ' * n}2026</pubDate>")),
    "authors": _of(lambda n: _rss(f"<title>a</title><author>{'a' * n}@</author>")),
    "addresses": _of(lambda n: _rss(f"<title>a</title><link>http://[{':' * n}]/{'%' * n}</link>")),
    "sitemaps": _of(lambda n: b"<urlset>" + b"<url><loc>" * n),
}
