"""Keys of each script, pipeline and multi-key command share a hash slot, as a Redis Cluster demands.

Of a module that names keys by `own_key` of one owner alone that follows from the names; the scripts of the
other modules are run against a client that records their keys. What a cluster would refuse is listed below.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
from hypothesis import given
from hypothesis import strategies as st
from redis.crc import key_slot

from ingest.adapters.redis_articles import RedisArticles
from ingest.articles.change import Change
from ingest.articles.state import Snapshot
from newsroom.events.catalogue import CATALOGUE
from newsroom.stores.epoch import FencedWrites
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.topology import GROUPS, INGEST, PUBLISH, TRANSLATE, Topology, dead_letter_stream
from publish.adapters.redis_log_rebuild import LiveLogRebuild

ROOT = Path(__file__).parents[2]
PARTITIONS = 4
TOPOLOGY = Topology(PARTITIONS)
NAMING = {
    *("own_key", "key", "epoch", "epochs", "stream", "numbers", "beside", "physical", "subscription_stream")
}
MANY_KEYS = {"mget", "mset", "delete", "unlink", "exists", "xread", "xreadgroup", "rename"}
SCRIPT_CALLS = {"register_script", "eval", "evalsha"}

# Scripts of these modules are exercised below: their keys are not of `own_key` alone.
EXERCISED = {
    "newsroom/stores/epoch.py",
    "newsroom/streams/dead_letters.py",
    "newsroom/streams/publisher.py",
    "newsroom/streams/redis_commands.py",  # one key
    "ingest/adapters/redis_articles.py",
    "publish/adapters/redis_log_rebuild.py",
}
# Commands of several keys that a cluster refuses (CROSSSLOT) with more than one partition, and why they are.
SPANNING = {
    "ingest/adapters/redis_articles.py": "MGET of articles, and of ingest's epochs, over all partitions",
    "newsroom/stores/epoch.py": "MGET of an owner's epochs, one in each slot",
    "newsroom/streams/rebuild.py": "MGET, DEL and UNLINK of an owner's epochs and keys",
    "newsroom/streams/redis_commands.py": "XREADGROUP of all partitions: a consumer's sign of life",
    "translate/adapters/redis_desk_log.py": "XREAD of all partitions beside translate's own changes",
}
# Commands of one key, by methods that could take several.
SINGLE = {
    "newsroom/streams/inspect.py",
    "newsroom/streams/retention.py",
    "newsroom/streams/upkeep.py",
    "publish/adapters/redis_log_rebuild.py",
    "publish/adapters/redis_subscription_streams.py",
}
# redis-py's cluster pipeline refuses EVALSHA and SCRIPT LOAD; each script alone is within its slot.
SCRIPTS_IN_PIPELINES = {
    "ingest/adapters/redis_articles.py",
    "translate/adapters/redis_coverage_board.py",
    "translate/adapters/redis_features.py",
    "translate/adapters/redis_nodes.py",
    "translate/adapters/redis_suggestions.py",
}

subjects = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26)
stream_names = st.sampled_from([kind.stream for kind in CATALOGUE])


def slots(keys: list[str]) -> set[int]:
    return {key_slot(key.encode()) for key in keys}


class Module:
    """Calls of one module's source."""

    def __init__(self, path: Path) -> None:
        top = ROOT / "shared" if "shared" in path.relative_to(ROOT).parts else ROOT / "services"
        parts = path.relative_to(top).parts
        self.name = "/".join(parts if parts[0] == "newsroom" else parts[1:])
        self._tree = ast.parse(path.read_text("utf-8"))

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node.func.attr, node

    def on(self, names: set[str], owner: str) -> list[ast.Call]:
        """Calls of these methods on what is named so: `redis`, `topology`, `pipeline`."""
        return [
            call
            for name, call in self.calls()
            if name in names
            and isinstance(call.func, ast.Attribute)
            and owner in ast.unparse(call.func.value)
        ]

    @property
    def has_scripts(self) -> bool:
        fenced = any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FencedScript"
            for node in ast.walk(self._tree)
        )
        return fenced or bool(self.on(SCRIPT_CALLS, "redis") or self.on(SCRIPT_CALLS, "pipeline"))

    @property
    def is_of_one_slot(self) -> bool:
        """Whether all its keys are one owner's own, and so share that owner's slot."""
        named = self.on(NAMING, "topology")
        own = [call for call in named if isinstance(call.func, ast.Attribute) and call.func.attr == "own_key"]
        return bool(own) and own == named and len({ast.unparse(call.args[0]) for call in own}) == 1

    @property
    def has_script_in_pipeline(self) -> bool:
        passed = any(
            keyword.arg == "client" and "pipeline" in ast.unparse(keyword.value)
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Call)
            for keyword in node.keywords
        )
        return passed or bool(self.on({"eval", "evalsha"}, "pipeline"))


SOURCES = ("shared/newsroom", *(f"services/{name}/{name}" for name in (INGEST, TRANSLATE, PUBLISH)))
MODULES = [Module(path) for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]


def test_every_module_with_scripts_has_one_slot_or_is_exercised_here() -> None:
    with_scripts = {module.name for module in MODULES if module.has_scripts}
    own = {module.name for module in MODULES if module.is_of_one_slot}
    assert with_scripts - own == EXERCISED


def test_every_command_of_several_keys_has_one_slot_or_is_known_to_span() -> None:
    with_many = {module.name for module in MODULES if module.on(MANY_KEYS, "redis")}
    own = {module.name for module in MODULES if module.is_of_one_slot}
    assert with_many - own == set(SPANNING) | SINGLE


def test_every_transaction_has_one_key() -> None:
    atomic = {
        module.name
        for module in MODULES
        for call in module.on({"pipeline"}, "redis")
        if not any(k.arg == "transaction" and ast.unparse(k.value) == "False" for k in call.keywords)
    }
    assert atomic == {"ingest/adapters/redis_ledger.py"}  # a sender's count, and its end


def test_scripts_in_pipelines_are_known() -> None:
    assert {module.name for module in MODULES if module.has_script_in_pipeline} == SCRIPTS_IN_PIPELINES


def test_scripts_touch_no_key_but_those_they_are_given() -> None:
    called = re.compile(r"redis\.call\('\w+', *([^,)]+)")
    texts = [
        path.read_text("utf-8")
        for folder in ("shared", "services")
        for suffix in ("py", "lua")
        for path in (ROOT / folder).rglob(f"*.{suffix}")
    ]
    keys = {key for text in texts for key in called.findall(text)}
    assert {key for key in keys if not key.startswith("KEYS[")} == {"stream"}
    assert any("local stream = KEYS[" in text for text in texts)


@given(subjects, subjects, st.sampled_from([INGEST, TRANSLATE, PUBLISH]))
def test_an_owners_own_keys_share_a_slot(one: str, other: str, owner: str) -> None:
    keys = [
        TOPOLOGY.own_key(owner, "a", one),
        TOPOLOGY.own_key(owner, "b", other),
        TOPOLOGY.own_key(owner, "c"),
    ]
    assert len(slots([*keys, TOPOLOGY.own_key(owner, "epoch")])) == 1


@given(stream_names, st.integers(0, PARTITIONS - 1))
def test_a_stream_shares_its_slot_with_its_dead_letters(name: str, partition: int) -> None:
    for group in GROUPS[name]:
        stream = TOPOLOGY.stream(name, partition)
        assert len(slots([stream, dead_letter_stream(stream, group)])) == 1


class UnsentError(Exception):
    """A pipeline that was to be sent: its commands are recorded."""


class _Pipeline(redis.asyncio.client.Pipeline):
    def __init__(self, client: "Recorder") -> None:
        super().__init__(client.connection_pool, client.response_callbacks, False, None)
        self._client = client

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        for words, _ in self.command_stack:
            self._client.record(*words)
        raise UnsentError


class Recorder(redis.asyncio.Redis):
    """Client that records the keys of scripts and sends nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts_keys: list[list[str]] = []

    def record(self, *words: Any) -> None:
        if words[0] in {"EVALSHA", "EVAL"}:
            count = int(words[2])
            self.scripts_keys.append([str(key) for key in words[3 : 3 + count]])

    async def execute_command(self, *args: Any, **_: Any) -> Any:
        self.record(*args)
        return [b"1-1"] * int(args[2]) if args[0] in {"EVALSHA", "EVAL"} else 0

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> _Pipeline:
        return _Pipeline(self)

    def check(self) -> None:
        assert self.scripts_keys
        assert [keys for keys in self.scripts_keys if len(slots(keys)) > 1] == []


@given(st.lists(subjects, min_size=1, max_size=20, unique=True), stream_names)
async def test_the_publishers_scripts(about: list[str], name: str) -> None:
    recorder = Recorder()
    publisher = Publisher(recorder, TOPOLOGY, TRANSLATE)
    await publisher.append_once([Emission(name, subject, 1, b"{}", is_urgent=True) for subject in about])
    await publisher.lacking(name, dict.fromkeys(about, 1))
    await publisher.raise_numbers(name, [(subject, 1) for subject in about])
    recorder.check()


@given(st.lists(subjects, min_size=1, max_size=20, unique=True))
async def test_the_scripts_of_ingests_articles(about: list[str]) -> None:
    recorder = Recorder()
    articles = RedisArticles(recorder, TOPOLOGY, Publisher(recorder, TOPOLOGY, INGEST))
    streams = [
        kind.stream for kind in CATALOGUE if kind.emitter == INGEST and kind.stream.startswith("article")
    ]
    changes = [
        Change(
            subject, Snapshot(epoch="1.x"), None, tuple(Emission(name, subject, 1, b"{}") for name in streams)
        )
        for subject in about
    ]
    for write in (articles.append(changes), articles.replay(changes)):
        with pytest.raises(UnsentError):
            await write
    await articles.check_epoch(dict.fromkeys(about, Snapshot(epoch="1.x")))
    recorder.check()


@given(subjects)
async def test_the_writes_of_a_restoration(subject: str) -> None:
    recorder = Recorder()
    epoch = TOPOLOGY.epoch(INGEST, TOPOLOGY.partition_of(subject))
    await FencedWrites(recorder).set(epoch, "fence", {TOPOLOGY.key(INGEST, "article", subject): b"{}"})
    recorder.check()


async def test_the_swap_of_a_live_log_that_was_made_anew() -> None:
    recorder = Recorder()
    await LiveLogRebuild(recorder, TOPOLOGY, "fence").swap_in()
    recorder.check()
