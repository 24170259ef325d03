"""The metric of the file of keys: it speaks of a file, and only where there is one."""

import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: a metric is the process', and another test may have set it.
PROGRAM = """
import asyncio, sys
from pathlib import Path
from prometheus_client import REGISTRY
from ingest.adapters.key_file import KeyFile

path = Path(sys.argv[1]) if len(sys.argv) > 1 else None
keys = KeyFile(path)
if path is not None:
    path.unlink()
asyncio.run(keys.refresh())
print(REGISTRY.get_sample_value("newsroom_keys_readable"))
"""


@pytest.mark.parametrize(("is_configured", "value"), [(False, "None"), (True, "0.0")])
def test_the_metric_speaks_of_a_file_that_is_configured(
    is_configured: bool, value: str, tmp_path: Path
) -> None:
    path = tmp_path / "keys"
    path.write_text("# none yet\n", "utf-8")
    words = [sys.executable, "-c", PROGRAM, *([str(path)] if is_configured else [])]
    run = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.splitlines()[-1] == value
