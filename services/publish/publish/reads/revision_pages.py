"""Pages of an article's revisions: where one begins, and the opaque token that names the next."""

import base64
import binascii
from dataclasses import dataclass

_WRONG = "write the page token as it was given in `next`"


class MalformedRevisionTokenError(ValueError):
    """A page token that we never gave out."""


@dataclass(frozen=True, slots=True)
class RevisionToken:
    """The last revision of a page: the next one begins after it, and is compared with it first."""

    epoch: int
    revision: int

    def encode(self) -> str:
        """The token as given to consumers, who take it for opaque."""
        return base64.urlsafe_b64encode(f"{self.epoch}.{self.revision}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "RevisionToken":
        """Raises MalformedRevisionTokenError."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            epoch, _, revision = plain.partition(".")
            token = cls(int(epoch), int(revision))
        except (binascii.Error, UnicodeError, ValueError) as error:
            raise MalformedRevisionTokenError(_WRONG) from error
        if (
            token.encode() != text
            or min(token.epoch, token.revision) < 0
            or max(token.epoch, token.revision) >= 2**53
        ):
            raise MalformedRevisionTokenError(_WRONG)
        return token


@dataclass(frozen=True, slots=True)
class RevisionSpan:
    """Revisions by number, both ends included, from a token on, which is included too."""

    lowest: int
    highest: int
    begin: RevisionToken | None = None
