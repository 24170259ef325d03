"""The desk's door: logins and the limit of those that fail, against a real Redis."""

import re

import httpx
import pytest

from newsroom.stores.redis import RedisClient
from translate.app import build
from translate.settings import TranslateSettings

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
KEYS = {"aysel": "key-one-of-the-test", "ivan": "key-two-of-the-test"}


@pytest.fixture
def app(redis_url, mongo_url):
    given = {"redis_url": redis_url, "mongo_url": mongo_url, "desk_keys": KEYS, "embedder": "none"}
    return build(TranslateSettings(**given))


def browser(app, scheme: str = "http") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://desk.example")


async def log_in(http: httpx.AsyncClient, key: str) -> httpx.Response:
    found = _TOKEN.search((await http.get("/desk/login")).text)
    assert found
    return await http.post("/desk/login", data={"csrf": found[1], "key": key, "to": "/desk/topics"})


async def test_a_key_opens_the_door_and_its_cookie_is_kept_from_scripts_and_strangers(app):
    async with browser(app, "https") as http:
        answer = await log_in(http, KEYS["ivan"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/topics")
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("desk=")]
    for wanted in ("HttpOnly", "SameSite=strict", "Secure", "Path=/desk", "Max-Age=43200"):
        assert wanted in cookie


async def test_a_cookie_is_secure_only_where_it_could_be_sent(app):
    async with browser(app) as http:
        answer = await log_in(http, KEYS["ivan"])
    assert "Secure" not in answer.headers["set-cookie"]


async def test_failures_are_limited_by_address_and_never_lock_the_right_key_out(
    app, redis_client: RedisClient
):
    async with browser(app) as http:
        for number in range(10):
            assert (await log_in(http, f"guessed-{number}")).status_code == 401
        assert (await log_in(http, "guessed-once-more")).status_code == 429
        assert (await log_in(http, KEYS["ivan"])).status_code == 303
    for counted in [key async for key in redis_client.scan_iter("*login-failed*")]:
        assert 0 < await redis_client.ttl(counted) <= 300


async def test_a_wrong_key_is_limited_from_wherever_it_comes(app):
    addresses = [f"10.0.0.{n}" for n in range(11)]
    ways = [httpx.ASGITransport(app, client=(address, 1)) for address in addresses]
    statuses = []
    for way in ways:
        async with httpx.AsyncClient(transport=way, base_url="http://desk.example") as http:
            statuses.append((await log_in(http, "an-old-key-of-somebody")).status_code)
    assert statuses == [401] * 10 + [429]


async def test_a_login_that_another_site_sends_is_refused(app):
    async with browser(app) as http:
        await http.get("/desk/login")
        fields = {"csrf": "guessed", "key": KEYS["ivan"]}
        assert (await http.post("/desk/login", data=fields)).status_code == 403
        forged = {"origin": "https://evil.example"}
        answer = await http.post("/desk/login", data=fields, headers=forged)
        assert answer.status_code == 403
        assert "desk=" not in answer.headers.get("set-cookie", "").replace("desk-login=", "")


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"a" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"%ff=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=b&" * 200, "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(app, content, media_type, status):
    async with browser(app) as http:
        answer = await http.post("/desk/login", content=content, headers={"content-type": media_type})
    assert answer.status_code == status
    assert "text/html" in answer.headers["content-type"]


async def test_the_first_page_leads_to_the_desk(app):
    async with browser(app) as http:
        assert (await http.get("/")).headers["location"] == "/desk/"
        assert (await http.get("/desk/live")).status_code == 401
