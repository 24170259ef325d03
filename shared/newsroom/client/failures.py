"""Failures of a call to a service in one line: what is wrong, at which address, and what to do.

Install it with `newsroom[httpx]`.
"""

import httpx
from pydantic import BaseModel, ValidationError

_NO_HOST = ("Name or service not known", "name resolution", "nodename nor servname", "No address associated")
_SCHEMES = ("http://", "https://")


class _Problem(BaseModel):
    """Problem details (RFC 9457), as far as a person needs them."""

    title: str = ""
    detail: str = ""


def http_address(url: str) -> str:
    """The address itself. Raises ValueError, with the cure, for one that is none."""
    if not url.startswith(_SCHEMES):
        raise ValueError(f"{url!r} lacks its scheme: write http://{url.partition('://')[2] or url}")
    return url


def is_lasting(error: httpx.HTTPError) -> bool:
    """Whether trying again cannot help: the address itself is wrong."""
    unknown = any(words in str(error) for words in _NO_HOST)
    return isinstance(error, httpx.UnsupportedProtocol) or (isinstance(error, httpx.ConnectError) and unknown)


def unreachable(name: str, url: str, error: Exception) -> str:
    """One sentence on a service that cannot be asked."""
    match error:
        case httpx.UnsupportedProtocol() | httpx.InvalidURL():
            return f"{name}: {url!r} is no address; write http://host:port"
        case httpx.TimeoutException():
            return f"{name} at {url} does not answer in time: look at its log, or restart it"
        case httpx.ConnectError() if is_lasting(error):
            return f"{name} at {url}: no such host; check the address"
        case httpx.ConnectError():
            return f"{name} at {url}: nothing listens there; start it, or check the address"
        case _:
            return f"{name} at {url}: {str(error) or type(error).__name__}"


def refused(name: str, url: str, key_variable: str, response: httpx.Response) -> str:
    """One sentence on an answer that is an error. The response has been read."""
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return f"{name} at {url} refuses the key: check {key_variable}"
    try:
        problem = _Problem.model_validate_json(response.content)
    except ValidationError:
        return f"{name} at {url} answers {response.status_code}: is it a newsroom's {name}?"
    words = ": ".join(filter(None, (problem.title, problem.detail)))
    return f"{name} at {url} answers {response.status_code}: {words}"
