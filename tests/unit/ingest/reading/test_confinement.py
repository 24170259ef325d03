"""A worker has no network, no programs, no environment, and writes no file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.formats.document import Document
from ingest.reading.pool import ReaderPool, ReadingLimits


def confined(code: str, memory: int = 500_000_000) -> str:
    """The output of code that runs confined."""
    start = f"import ctypes, os, socket; from ingest.reading.confinement import confine; confine({memory})\n"
    ran = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, timeout=60, check=False
    )
    return (ran.stdout + ran.stderr).strip()


@pytest.mark.parametrize(
    "code",
    [
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
    ],
)
def test_neither_network_nor_programs(code: str) -> None:
    assert "PermissionError" in confined(code)


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_the_kernel_refuses_a_socket_to_what_is_no_python_too() -> None:
    code = "libc = ctypes.CDLL(None, use_errno=True); print(libc.socket(2, 1, 0), ctypes.get_errno())"
    assert confined(code) == "-1 13"


def test_files_stay_empty(tmp_path: Path) -> None:
    file = tmp_path / "written"
    assert "File too large" in confined(f"import pathlib; pathlib.Path({str(file)!r}).write_text('x')")


@pytest.mark.skipif(sys.platform != "linux", reason="other kernels do not heed the limit")
def test_memory_is_limited() -> None:
    assert "MemoryError" in confined("b'x' * 600_000_000")


@pytest.mark.skipif(sys.platform != "linux", reason="the environment is looked up in /proc")
async def test_a_worker_has_none_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_INGEST_KEY", "a-key-that-nobody-may-know")
    reader = ReaderPool(1, ReadingLimits())
    try:
        await reader.read(Document(b'{"source": "a", "source_id": "1", "headline": "b"}'), "a")
        found = [b"NEWSROOM" in environment for environment in environments_of_children()]
    finally:
        await reader.aclose()
    assert found == [False]


def environments_of_children() -> list[bytes]:
    """Of readers alone: the suite's process has servers for children too."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [
        Path(f"/proc/{child}/environ").read_bytes()
        for child in children
        if b"ingest.reading.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
