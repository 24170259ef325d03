"""Pages of an article's revisions: where one begins, and the opaque token that names the next."""

from dataclasses import dataclass

from publish.http.page_token import MalformedTokenError, decode_token, encode_token


@dataclass(frozen=True, slots=True)
class RevisionToken:
    """The last revision of a page: the next one begins after it, and is compared with it first."""

    epoch: int
    revision: int

    def encode(self) -> str:
        """The token as given to consumers, who take it for opaque."""
        return encode_token(self.epoch, self.revision)

    @classmethod
    def decode(cls, text: str) -> "RevisionToken":
        """Raises MalformedTokenError."""
        epoch, revision = decode_token(text)
        try:
            token = cls(epoch, int(revision))
        except ValueError as error:
            raise MalformedTokenError from error
        numbers = token.epoch, token.revision
        if token.encode() != text or min(numbers) < 0 or max(numbers) >= 2**53:
            raise MalformedTokenError
        return token


@dataclass(frozen=True, slots=True)
class RevisionSpan:
    """Revisions by number, both ends included, from a token on, which is included too."""

    lowest: int
    highest: int
    begin: RevisionToken | None = None
