"""A client that sends what no library would: parts of requests, from an address of its choice."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit


class RawClient:
    """A connection by bytes. On Linux all of 127.0.0.0/8 is this machine, so a hostile one may have many."""

    def __init__(self, url: str, address: str = "127.0.0.1", timeout: float = 60) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None
        self.socket = socket.create_connection((parts.hostname, parts.port or 80), timeout, (address, 0))

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Sends as much as the peer takes: one that has refused takes no more."""
        with suppress(OSError):
            self.socket.sendall(data)

    def status(self) -> int:
        """The status of the answer, 0 where the connection ends without one."""
        head = b""
        with suppress(OSError):
            while b"\r\n" not in head and (more := self.socket.recv(4096)):
                head += more
        return int(head.split()[1]) if head.startswith(b"HTTP/") else 0

    def ends(self) -> bool:
        """Reads to the end of the connection, which must come."""
        with suppress(ConnectionError):
            while self.socket.recv(65536):
                pass
        return True


def get(url: str, path: str, *lines: str, address: str = "127.0.0.1") -> tuple[int, str]:
    """The status and all of the answer to a request with such header lines."""
    with RawClient(url, address) as client:
        head = "\r\n".join([f"GET {path} HTTP/1.1", *lines, "Connection: close"])
        client.send(f"{head}\r\n\r\n".encode())
        answer = b""
        with suppress(ConnectionError):
            while more := client.socket.recv(65536):
                answer += more
    return int(answer.split()[1]), answer.decode(errors="replace")
