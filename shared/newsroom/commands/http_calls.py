"""Calls of services by commands: their failures end the command with one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from newsroom.client.failures import refused, unreachable
from newsroom.commands.console import fail

INGEST_KEY = "NEWSROOM_INGEST_KEY"
SUBSCRIBER_KEY = "NEWSROOM_SUBSCRIBER_KEY"


@contextmanager
def calling(name: str, url: str, key_variable: str = INGEST_KEY, after: str = "") -> Iterator[None]:
    """Ends the command where the service called in the block is away or refuses; `after` is added then."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        fail(refused(name, url, key_variable, error.response) + after)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fail(unreachable(name, url, error) + after)


def check(name: str, url: str, response: httpx.Response, key_variable: str = INGEST_KEY) -> None:
    """Ends the command where the answer, which was read, is an error."""
    if not response.is_success:
        fail(refused(name, url, key_variable, response))
