"""A mailbox by IMAP, as far as it is needed here; blocking, for a thread. Nothing in it is changed."""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.sources.config.models import MailSource
from newsroom.http.fetch_guard import Guard

_MAILS_A_POLL = 50
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SLACK = 65_536  # bytes of an answer beside the mail itself


class MailboxError(Exception):
    """The mailbox cannot be read; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `content` is None where it is larger than was asked for."""

    uid: int
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Mails:
    """Mails in the order they came; `more` where there are further ones."""

    uid_validity: int
    mails: tuple[Mail, ...]
    more: bool


def read_mails(source: MailSource, guard: Guard, uid_validity: int | None, after: int) -> Mails:
    """The mails above UID `after`, or all where the mailbox no longer counts from `uid_validity`.

    Raises MailboxError.
    """
    try:
        with _connected(source, guard) as client:
            now = _selected(client, source.mailbox)
            known = after if now == uid_validity else 0
            sizes = _sizes(client, known)
            chosen = sorted(uid for uid in sizes if uid > known)
            taken = _at_once([sizes[uid] for uid in chosen], source.max_bytes)
            mails = [_mail(client, uid, sizes[uid], source.max_bytes) for uid in chosen[:taken]]
            return Mails(now, tuple(mails), len(chosen) > taken)
    except (imaplib.IMAP4.error, OSError, EOFError, ValueError) as error:
        raise MailboxError(f"{source.host}: {error}") from error


def _at_once(sizes: Sequence[int], largest: int) -> int:
    """The number of these mails that are held in memory together: one, however large, or some small ones."""
    total = 0
    for number, size in enumerate(sizes[:_MAILS_A_POLL]):
        total += 0 if size > largest else size
        if number and total > largest:
            return number
    return min(len(sizes), _MAILS_A_POLL)


class _Client(imaplib.IMAP4):
    """Connects to an address that may be asked, and reads no more than is expected."""

    def __init__(self, source: MailSource, guard: Guard) -> None:
        self._source = source
        self._guard = guard
        self._left = _SLACK
        super().__init__(source.host, source.port, timeout=source.timeout)

    def expect(self, size: int) -> None:
        self._left = size + _SLACK

    def read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise imaplib.IMAP4.abort("the answer is larger than the mail")
        return super().read(size)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        source = self._source
        resolved = socket.getaddrinfo(source.host, source.port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in resolved]
        open_ones = self._guard.open_ones(source.host, source.port, addresses)
        if not open_ones:
            raise MailboxError(self._guard.closed(source.host))
        sock = socket.create_connection((open_ones[0], source.port), timeout)
        if source.tls != "tls":
            return sock
        return ssl.create_default_context().wrap_socket(sock, server_hostname=source.host)


@contextmanager
def _connected(source: MailSource, guard: Guard) -> Generator[_Client]:
    client = _Client(source, guard)
    try:
        if source.tls == "starttls":
            client.starttls(ssl.create_default_context())
        client.login(source.user, source.password)
        yield client
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            client.logout()


def _selected(client: _Client, mailbox: str) -> int:
    """Opens a mailbox to read alone; its UIDVALIDITY."""
    quoted = '"' + mailbox.replace("\\", "\\\\").replace('"', '\\"') + '"'
    _checked(client.select(quoted, readonly=True), f"there is no mailbox {mailbox}")
    _, values = client.response("UIDVALIDITY")
    if not values or values[0] is None:
        raise imaplib.IMAP4.error("it has no UIDVALIDITY")
    return int(values[0])


def _sizes(client: _Client, after: int) -> dict[int, int]:
    """The size of every mail above a UID; IMAP may add the last one."""
    lines = _checked(client.uid("FETCH", f"{after + 1}:*", "(UID RFC822.SIZE)"), "mails cannot be listed")
    sizes: dict[int, int] = {}
    for line in lines:
        uid, size = (
            expression.search(line) if isinstance(line, bytes) else None for expression in (_UID, _SIZE)
        )
        if uid and size:
            sizes[int(uid[1])] = int(size[1])
    return sizes


def _mail(client: _Client, uid: int, size: int, limit: int) -> Mail:
    if size > limit:
        return Mail(uid, None)
    client.expect(size)
    parts = _checked(client.uid("FETCH", str(uid), "(BODY.PEEK[])"), f"mail {uid} cannot be fetched")
    bodies = [part[1] for part in parts if isinstance(part, tuple)]
    if not bodies:
        raise imaplib.IMAP4.error(f"mail {uid} did not come")
    return Mail(uid, bytes(bodies[0]))


def _checked(answer: tuple[str, Sequence[object]], problem: str) -> Sequence[object]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(problem)
    return data
