"""Page tokens: where the next page begins, written so that consumers take it for opaque."""

import base64
import binascii


class MalformedTokenError(ValueError):
    """A page token that we never gave out."""

    def __init__(self) -> None:
        super().__init__("write the page token as it was given in `next`")


def encode_token(first: int, second: str | int) -> str:
    """The token of a place that two values name."""
    return base64.urlsafe_b64encode(f"{first}.{second}".encode()).decode().rstrip("=")


def decode_token(text: str) -> tuple[int, str]:
    """The two values of a token. Raises MalformedTokenError."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        first, _, second = plain.partition(".")
        return int(first), second
    except (binascii.Error, ValueError) as error:
        raise MalformedTokenError from error
