"""A hostile client's tour of a running newsroom: refused or harmless, and others are served meanwhile."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from newsroom.runtime.process import raise_open_file_limit
from tests.support.raw_http import RawClient, get
from tests.support.system import System
from tests.support.waiting import wait_until

SERVICES = ("publish", "ingest", "translate")
HOSTILE, HONEST = "127.0.0.2", "127.0.0.3"  # this machine's other addresses: no proxies of ours
OF_AN_ADDRESS = 200
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def stream(url: str, query: str, address: str) -> RawClient:
    client = RawClient(url, address)
    client.send(f"GET /v1/stream{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return client


@pytest.fixture(autouse=True)
def others_are_served(system: System) -> Iterator[None]:
    """An honest reader, before and after whatever is done here."""
    yield
    status, answer = get(system.url("publish"), "/v1/feed?category=economy&limit=1", address=HONEST)
    assert status == 200
    assert "Headline number" in answer


def test_a_cache_key_cannot_be_made_to_collide(system: System) -> None:
    for forged in ("economy,category:sport", "economy|", "economy&20", "economy,category:sport|tag:a"):
        assert system.get("/v1/feed", category=forged).json()["items"] == []
    honest = system.get("/v1/feed", category=["economy", "sport"]).json()["items"]
    assert len(honest) == 20
    assert system.get("/en/economy/", page="x?1").status_code == 404
    assert system.get("/en/economy/").status_code == 200


@pytest.mark.parametrize("service", SERVICES)
def test_a_long_address_is_refused(system: System, service: str) -> None:
    status, _ = get(system.url(service), f"/v1/feed?tag={'a' * 60_000}", address=HOSTILE)
    assert status in (414, 431)


@pytest.mark.parametrize("path", ["/v1/feed", "/v1/changes", "/v1/stream"])
def test_a_value_longer_than_any_topic_is_refused(system: System, path: str) -> None:
    assert get(system.url("publish"), f"{path}?tag={'a' * 5_000}", address=HOSTILE)[0] == 400


@pytest.mark.parametrize("service", SERVICES)
def test_a_head_of_60_megabytes_is_not_read(system: System, service: str) -> None:
    with RawClient(system.url(service), HOSTILE) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        piece, taken = b"a" * 2**20, 0
        try:
            for _ in range(60):
                client.socket.sendall(piece)
                taken += 1
        except ConnectionError:
            pass
        assert taken < 60


def test_a_thousand_filters_refuse_nobody_elses(system: System) -> None:
    raise_open_file_limit()
    with ExitStack() as stack:
        opened = [
            stack.enter_context(stream(system.url("publish"), f"?tag=t{n}", "127.0.0.1")) for n in range(1100)
        ]
        assert opened[-1].status() == 200
        for query in ("?tag=another&category=economy", "?lang=en", ""):
            with stream(system.url("publish"), query, HONEST) as honest:
                assert honest.status() == 200


def test_one_address_cannot_take_all_streams(system: System) -> None:
    raise_open_file_limit()
    with ExitStack() as stack:
        clients = [
            stack.enter_context(stream(system.url("publish"), f"?tag=t{n}", HOSTILE))
            for n in range(OF_AN_ADDRESS)
        ]
        assert [client.status() for client in clients] == [200] * OF_AN_ADDRESS

        def is_refused() -> bool:
            with stream(system.url("publish"), "", HOSTILE) as beyond:
                return beyond.status() == 429

        wait_until(is_refused, "one more is refused")
        with stream(system.url("publish"), "", HONEST) as honest:
            assert honest.status() == 200

    def is_served() -> bool:
        with stream(system.url("publish"), "", HOSTILE) as again:
            return again.status() == 200

    wait_until(is_served, "the address has streams again")


def test_revisions_come_by_pages(system: System) -> None:
    for number in range(1, 4):
        system.post([{"source": "tour", "source_id": "r", "language": "en", "headline": f"Number {number}"}])
    answer = system.post([{"source": "tour", "source_id": "r", "language": "en", "headline": "Number 4"}])
    path = f"/v1/articles/{answer[0]['id']}/revisions"

    def fourth() -> bool:
        return bool(system.get(f"/v1/articles/{answer[0]['id']}").json().get("revision") == 4)

    wait_until(fourth, "the last correction is shown")
    first = system.get(path, limit=3).json()
    rest = system.get(path, limit=3, page=first["next"]).json()
    assert [one["revision"] for one in first["revisions"] + rest["revisions"]] == [1, 2, 3, 4]
    assert "Number" not in system.get(path).text
    assert system.get(path, limit=1000).status_code == 400


def test_wrong_logins_never_lock_the_right_key_out(system: System) -> None:
    with httpx.Client(base_url=system.url("translate")) as http:

        def log_in(key: str) -> httpx.Response:
            token = _TOKEN.search(http.get("/desk/login").text)
            assert token is not None
            form = {"csrf": token[1], "key": key, "to": "//evil.example/desk/"}
            return http.post("/desk/login", data=form)

        statuses = [log_in(f"guessed-{number}").status_code for number in range(12)]
        assert statuses == [401] * 10 + [429] * 2
        answer = log_in(system.ready["desk_key"])
        metrics = http.get("/metrics").text
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert "newsroom_logins_failed_total 12.0" in metrics


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "path", ["/", "/v1/feed/", "/health/live/", "/desk", "/docs/", "/en", "//evil.example"]
)
def test_no_redirect_names_the_host_that_a_request_names(system: System, service: str, path: str) -> None:
    head = get(system.url(service), path, "Host: evil.example", "X-Forwarded-Host: evil.example")[1]
    [location] = re.findall(r"(?im)^location: *(\S+)", head.partition("\r\n\r\n")[0]) or ["/"]
    assert location.startswith("/")
    assert not location.startswith("//")


@pytest.mark.parametrize("service", SERVICES)
def test_metrics_are_for_no_other_sites_page(system: System, service: str) -> None:
    origin = {"Origin": "https://evil.example"}
    answer = httpx.get(f"{system.url(service)}/metrics", headers=origin)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    asked = {**origin, "Access-Control-Request-Method": "GET"}
    assert (
        "access-control-allow-origin"
        not in httpx.options(f"{system.url(service)}/metrics", headers=asked).headers
    )
    feed = httpx.get(f"{system.url('publish')}/v1/feed", headers=origin)
    assert feed.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("service", SERVICES)
def test_docs_take_nothing_from_elsewhere(system: System, service: str) -> None:
    answer = httpx.get(f"{system.url(service)}/docs")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert httpx.get(f"{system.url(service)}/redoc").status_code == 404


def test_forms_have_fixed_targets(system: System) -> None:
    for service, path in (("publish", "/en/"), ("translate", "/desk/login?to=//evil.example")):
        answer = httpx.get(
            f"{system.url(service)}{path}", headers={"Accept": "text/html", "Host": "evil.example"}
        )
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert all(re.match(r"/(?!/)", target) for target in re.findall(r'action="([^"]*)"', answer.text))
        assert "evil.example" not in answer.text


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_asks_for_https_where_that_is_set(system: System, service: str) -> None:
    paths = ["/health/live", "/nothing", "/v1/feed", "/v1/feed"]
    for answer in [httpx.get(f"{system.url(service)}{path}") for path in paths]:
        assert answer.headers["strict-transport-security"] == "max-age=600"
    refused = get(system.url(service), f"/{'a' * 60_000}")[1]
    assert "strict-transport-security: max-age=600" in refused.lower()


@pytest.mark.soak
@pytest.mark.parametrize("service", SERVICES)
def test_half_sent_requests_are_closed(system: System, service: str) -> None:
    """Under a minute of patience with each, though the bounds are of ten and twenty seconds."""
    parts = (
        b"",
        b"GET /v1/feed HTTP/1.1\r\nHost: x\r\n",
        b"POST /v1/articles HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    )
    with ExitStack() as stack:
        clients = [stack.enter_context(RawClient(system.url(service), HOSTILE)) for _ in range(90)]
        for number, client in enumerate(clients):
            client.send(parts[number % len(parts)])
        assert all(client.ends() for client in clients)
