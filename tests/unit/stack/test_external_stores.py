import pytest

from newsroom.stack.errors import StackError
from newsroom.stack.external_stores import check


async def test_stores_of_our_own_are_not_checked() -> None:
    await check(None, None)


@pytest.mark.parametrize(
    ("redis_url", "mongo_url", "said"),
    [
        ("localhost:6379", None, "REDIS_URL: 'localhost:6379' lacks its scheme"),
        ("redis://127.0.0.1:1", None, "Redis at redis://127.0.0.1:1: nothing listens there"),
        (None, "localhost", "MONGO_URL: 'localhost' lacks its scheme"),
        (
            None,
            "mongodb://a:b:c@127.0.0.1/x",
            "MONGO_URL: 'mongodb://a:…@127.0.0.1/x' is no address of MongoDB",
        ),
    ],
)
async def test_a_store_that_cannot_be_used_is_said_at_once(
    redis_url: str | None, mongo_url: str | None, said: str
) -> None:
    with pytest.raises(StackError) as refused:
        await check(redis_url, mongo_url)
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
