import pytest

from newsroom.runtime.addresses import mongo_address, redis_address, shown


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:6379/0",
        "rediss://ingest:secret@redis.example:6380/0?ssl_ca_certs=/ca.pem",
        "redis+cluster://a:1,b:2",
        "unix:///run/redis.sock",
    ],
)
def test_an_address_of_redis_is_taken_as_it_is(url: str) -> None:
    assert redis_address(url) == url


@pytest.mark.parametrize(
    "url", ["mongodb://127.0.0.1/newsroom", "mongodb+srv://u:p@mongo.example/newsroom", "mongodb://a:1,b:2/x"]
)
def test_an_address_of_mongodb_is_taken_as_it_is(url: str) -> None:
    assert mongo_address(url) == url


@pytest.mark.parametrize(
    ("url", "cure"),
    [
        ("localhost:6379", "'localhost:6379' lacks its scheme: write redis://localhost:6379"),
        ("", "'' lacks its scheme: write redis://…"),
        ("http://localhost", "'http://localhost' is no address of this store: it begins with redis://"),
        ("redis://", "'redis://' names no server: write redis://127.0.0.1:6379/0"),
        ("redis://host:port", "'redis://host:port' has no valid port: write redis://127.0.0.1:6379/0"),
    ],
)
def test_what_is_no_address_is_refused_with_the_cure(url: str, cure: str) -> None:
    with pytest.raises(ValueError, match="redis://") as refused:
        redis_address(url)
    assert str(refused.value) == cure


def test_passwords_are_not_shown() -> None:
    text = "MongoDB at mongodb://newsroom:p%40ss@a,b/x and redis://:word@host:1"
    assert shown(text) == "MongoDB at mongodb://newsroom:…@a,b/x and redis://:…@host:1"
    assert shown("redis://127.0.0.1:6379/0") == "redis://127.0.0.1:6379/0"
