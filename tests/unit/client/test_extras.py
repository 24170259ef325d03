"""Each way of subscribing needs its own extra alone: nobody installs a driver that he does not use."""

import subprocess
import sys

import pytest

OPTIONAL = {"redis", "faststream", "httpx", "httpx_sse", "motor", "pymongo", "fastapi", "starlette", "typer"}
IMPORT = """
import importlib, sys
absent = set(sys.argv[2].split())
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
for module in sys.argv[1].split():
    importlib.import_module(f"newsroom.client.{module}")
"""
WAYS = {
    "nothing": ("subscribe webhook_receiver processed_keys topics news_event", set[str]()),
    "redis": ("stream_group live_router", {"redis", "faststream"}),
    "httpx": ("publish_log verify subscriptions", {"httpx", "httpx_sse"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_way_of_subscribing_needs_its_extra_alone(way: str) -> None:
    modules, extra = WAYS[way]
    # Whatever those packages themselves would use if it were there stays absent, too.
    absent = " ".join(sorted(OPTIONAL - extra))
    subprocess.run([sys.executable, "-c", IMPORT, modules, absent], check=True, timeout=60)
