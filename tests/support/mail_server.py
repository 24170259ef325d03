"""A mailbox that speaks as much IMAP as a polite reader needs, and remembers what it was asked."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

_FETCH = re.compile(r"UID FETCH (\d+)(?::(\*))? \((.*)\)")
CAPABILITIES = b"* CAPABILITY IMAP4rev1\r\n"


@dataclass(slots=True)
class Mailbox:
    """`mails` by UID. What a client may not do here is answered NO, and remembered in `asked`."""

    port: int = 0
    uid_validity: int = 1
    mails: dict[int, bytes] = field(default_factory=dict[int, bytes])
    asked: list[str] = field(default_factory=list[str])
    lies_about_size: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            writer.write(b"* OK a mailbox\r\n")
            while line := (await reader.readline()).decode().strip():
                tag, _, command = line.partition(" ")
                self.asked.append(command)
                writer.write(self.answer(command) + f"{tag} {self.status(command)}\r\n".encode())
                await writer.drain()
        writer.close()

    def status(self, command: str) -> str:
        wrong = command.startswith("LOGIN") and '"open sesame"' not in command
        known = command.split(maxsplit=1)[0] in ("CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT")
        return "NO not that way" if wrong or not known or "nowhere" in command else "OK done"

    def answer(self, command: str) -> bytes:
        if command == "CAPABILITY":
            return CAPABILITIES
        if command.startswith("EXAMINE"):
            validity = f"* OK [UIDVALIDITY {self.uid_validity}] UIDs valid\r\n"
            return f"* {len(self.mails)} EXISTS\r\n{validity}".encode()
        match = _FETCH.fullmatch(command)
        return b"" if match is None else self.fetched(int(match[1]), match[2] is not None, match[3])

    def fetched(self, first: int, all_above: bool, what: str) -> bytes:
        uids = sorted(self.mails)
        chosen = [uid for uid in uids if uid == first or (all_above and uid > first)]
        if all_above and not chosen:
            chosen = uids[-1:]  # `*` is the last one, even where that is below the first
        lines = b""
        for uid in chosen:
            mail = self.mails[uid]
            size = 10 if self.lies_about_size else len(mail)
            if "BODY.PEEK[]" in what:
                lines += f"* 1 FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n"
            else:
                lines += f"* 1 FETCH (UID {uid} RFC822.SIZE {size})\r\n".encode()
        return lines


@contextlib.asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A running server."""
    box = Mailbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
