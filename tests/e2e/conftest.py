"""One running system for the tests that look at it from outside, some of them with a browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import browsing
from tests.support.system import System, running


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    # Web hooks go to receivers of the tests.
    with running(
        tmp_path_factory.mktemp("system"), environment={"NEWSROOM_WEBHOOK_ALLOW": "127.0.0.1"}
    ) as started:
        yield started


# Not for the session: while it lives, its event loop runs, and no other test could run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing.launched() as browser:
        yield browser
