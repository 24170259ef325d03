"""Form of a request to the hub (https://www.w3.org/TR/websub/, 5.1): parsed and checked. Pure."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.model import DEFAULT_LEASE
from publish.subscriptions.requests import LONGEST_URL, web_address

Mode = Literal["subscribe", "unsubscribe"]

_SHORTEST_LEASE, _LONGEST_LEASE = 300, 30 * 86_400  # seconds
_LONGEST_SECRET = 199  # bytes: "less than 200"
_MOST_FIELDS = 50


class MalformedFormError(ValueError):
    """Body that is no form."""


class WrongFieldError(ValueError):
    """Field of the form that is missing or wrong: `field` is its name."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@dataclass(frozen=True, slots=True)
class HubRequest:
    """Request of a subscriber. `feed` is one of our addresses, `lease_seconds` within our bounds."""

    mode: Mode
    feed: str
    callback: str
    lease_seconds: int = DEFAULT_LEASE
    secret: bytes | None = None


def parse_form(body: bytes, addresses: FeedAddresses) -> HubRequest:
    """Reads a form. Unknown fields are ignored, as the specification has it.

    Raises MalformedFormError and WrongFieldError.
    """
    fields = _fields(body)
    feed = fields.get("hub.topic", "")
    if addresses.parse(feed) is None:
        raise WrongFieldError("hub.topic", "it is not the address of a feed of ours")
    return HubRequest(
        mode=_mode(fields.get("hub.mode", "")),
        feed=feed,
        callback=_callback(fields.get("hub.callback", "")),
        lease_seconds=_lease(fields.get("hub.lease_seconds") or None),
        secret=_secret(fields.get("hub.secret") or None),
    )


def _mode(text: str) -> Mode:
    match text:
        case "subscribe" | "unsubscribe":
            return text
    raise WrongFieldError("hub.mode", "it is subscribe or unsubscribe: this hub has our own feeds alone")


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise MalformedFormError("The body is no form in UTF-8, or has too many fields.") from error
    names = [name for name, _ in pairs if name.startswith("hub.")]
    for name in names:
        if names.count(name) > 1:
            raise WrongFieldError(name, "it is given more than once")
    return dict(pairs)


def _callback(text: str) -> str:
    if len(text) > LONGEST_URL:
        raise WrongFieldError("hub.callback", f"it is longer than {LONGEST_URL} characters")
    try:
        return web_address(text)
    except ValueError as error:
        raise WrongFieldError("hub.callback", str(error)) from error


def _lease(text: str | None) -> int:
    """The seconds asked for, moved into our bounds."""
    if text is None:
        return DEFAULT_LEASE
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise WrongFieldError("hub.lease_seconds", "it is a whole number of seconds")
    return min(max(int(text), _SHORTEST_LEASE), _LONGEST_LEASE)


def _secret(text: str | None) -> bytes | None:
    if text is None:
        return None
    secret = text.encode()
    if len(secret) > _LONGEST_SECRET:
        raise WrongFieldError("hub.secret", "it must be shorter than 200 bytes")
    return secret
