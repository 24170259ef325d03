"""W3C trace context."""

import pytest

from newsroom.runtime.traceparent import traceparent

VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_valid_one_is_kept() -> None:
    assert traceparent(VALID) == VALID


@pytest.mark.parametrize(
    "header",
    [None, "", "x", VALID.upper(), VALID.replace("00-", "ff-", 1), "00-" + "0" * 32 + "-b7ad6b7169203331-01"],
)
def test_otherwise_there_is_a_new_valid_one(header: str | None) -> None:
    new = traceparent(header)
    assert new != header
    assert traceparent(new) == new
