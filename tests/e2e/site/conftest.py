"""Readers of the site."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsing import Reading, readers
from tests.support.system import System


@pytest.fixture
def reading(browser: Any, system: System) -> Iterator[Reading]:
    with readers(browser, system.url("publish")) as made:
        yield made
