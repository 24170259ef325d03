"""Verdicts of `newsroom doctor`: what is wrong with a newsroom's configuration and state, and what to do."""

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from newsroom.operations.status import MEMORY_CEILING, MOST_SKEW, Model, Status
from newsroom.runtime.setting_names import unknown_names
from newsroom.stores.mongo_facts import MongoFacts
from newsroom.stores.mongo_index_names import INDEXES
from newsroom.stores.redis_facts import RedisFacts
from newsroom.streams.inspect import GroupState
from newsroom.streams.topology import GROUPS, Topology


class Finding(Model):
    """Finding: where something is wrong, what it is in plain words, and what to do."""

    where: str
    problem: str
    cure: str


def of_settings(names: Iterable[str], where: str) -> Iterator[Finding]:
    """Names of settings that nothing reads."""
    for name, resembled in unknown_names(names).items():
        cure = f"write {resembled}" if resembled else "take it out, or look its name up in docs/"
        yield Finding(where=where, problem=f"there is no setting {name}, so it changes nothing", cure=cure)


def of_redis(facts: RedisFacts) -> Iterator[Finding]:
    """Settings by which Redis would lose or refuse what ingest has promised."""
    if facts.role != "master":
        yield _redis(f"it is a {facts.role}, which takes no writes", "name its master in REDIS_URL")
    if not facts.appendonly:
        yield _redis(
            "it keeps no append-only file, and loses all in a crash", _redis_setting("appendonly", "yes")
        )
    elif not facts.append_file_written:
        yield _redis("it could not write its append-only file", "look at its disk: see the runbook")
    if facts.appendfsync not in ("always", None):
        problem = f"appendfsync is {facts.appendfsync}: what was answered 202 may be lost in a crash"
        yield _redis(problem, _redis_setting("appendfsync", "always"))
    if facts.maxmemory_policy not in ("noeviction", None):
        problem = f"maxmemory-policy is {facts.maxmemory_policy}: streams and state would be evicted"
        yield _redis(problem, _redis_setting("maxmemory-policy", "noeviction"))
    if facts.maxmemory == 0:
        problem = "it has no maxmemory: ingest cannot slow senders before the machine's memory is full"
        yield _redis(problem, _redis_setting("maxmemory", "1gb, or what the machine has"))
    elif facts.used_memory > facts.maxmemory * MEMORY_CEILING:
        yield _redis("its memory is nearly full, and senders are slowed", "see the runbook, Full memory")


def of_mongo(facts: MongoFacts) -> Iterator[Finding]:
    """Settings by which MongoDB would lose or refuse writes."""
    if not facts.replica_set:
        cure = (
            "start mongod with --replSet, run rs.initiate(), and name the set in MONGO_URL (?replicaSet=rs0)"
        )
        yield _mongo("it is no replica set: majority writes and change streams need one", cure)
    elif not facts.is_primary:
        yield _mongo("no primary answers", "look at rs.status(); MONGO_URL names all members, or the set")
    if facts.journaled is False:
        yield _mongo(
            "it runs without its journal, and may lose what it answered", "start mongod without --nojournal"
        )


def of_deployment(in_redis: str, in_mongo: str) -> Iterator[Finding]:
    """Stores that do not belong together."""
    if in_redis and in_mongo and in_redis != in_mongo:
        yield Finding(
            where="deployment",
            problem=f"Redis belongs to the newsroom {in_redis[:8]}, MongoDB to {in_mongo[:8]}",
            cure="give each newsroom a Redis and a MongoDB of its own (REDIS_URL, MONGO_URL)",
        )


def of_groups(groups: Iterable[GroupState], topology: Topology) -> Iterator[Finding]:
    """Consumer groups that are missing, whose streams would be trimmed unread."""
    present = {(group.stream, group.group) for group in groups}
    missing: dict[str, list[str]] = {}
    for logical, expected in GROUPS.items():
        for stream in topology.physical(logical):
            for group in expected:
                if (stream, group) not in present:
                    missing.setdefault(group, []).append(stream)
    for group, streams in missing.items():
        service = group.partition("-")[0] if group != "archive" else "publish"
        yield Finding(
            where="Redis",
            problem=f"group {group} is missing on {', '.join(streams)}",
            cure=f"start {service}, which makes it; if it runs, restart it and see its log",
        )


def of_indexes(present: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Indexes that are missing, by collection."""
    for collection, expected in INDEXES.items():
        if absent := sorted(expected - present.get(collection, frozenset())):
            service = "ingest" if collection == "journal" else "publish"
            yield Finding(
                where="MongoDB",
                problem=f"{collection} lacks the indexes {', '.join(absent)}",
                cure=f"restart {service}, which makes them at its start; see its log if it does not",
            )


def of_secrets(modes: Mapping[Path, int]) -> Iterator[Finding]:
    """Files and folders of secrets that others than their owner may read or change."""
    for path, mode in modes.items():
        if stat.S_IMODE(mode) & 0o077:
            right = "700" if stat.S_ISDIR(mode) else "600"
            problem = "others on this machine may read or change it, and it holds secrets"
            yield Finding(where=str(path), problem=problem, cure=f"chmod {right} {path}")


def of_hashes(modes: Mapping[Path, int]) -> Iterator[Finding]:
    """Files of keys' hashes that others than their owner may change."""
    for path, mode in modes.items():
        if stat.S_IMODE(mode) & 0o022:
            problem = "others on this machine may change it, and give themselves a key"
            yield Finding(where=str(path), problem=problem, cure=f"chmod go-w {path}")


def of_status(status: Status) -> Iterator[Finding]:
    """What does not work now: services, stores, clocks, disks, versions."""
    for service in status.services:
        if service.problem:
            yield Finding(
                where=service.name, problem=service.problem, cure="see the runbook, Not ready, and why"
            )
    builds = {f"{own.version} {own.commit}".strip() for own in status.services if own.started_at}
    if len(builds) > 1:
        problem = f"they are of several versions: {', '.join(sorted(builds))}"
        yield Finding(where="services", problem=problem, cure="deploy the same version of each")
    for where, state in (("Redis", status.redis), ("MongoDB", status.mongo)):
        if state.problem:
            yield Finding(where=where, problem=state.problem, cure="see the runbook")
        if state.clock_skew is not None and abs(state.clock_skew) > MOST_SKEW:
            problem = f"its clock and this machine's are {abs(state.clock_skew):.1f} s apart"
            yield Finding(
                where=where, problem=problem, cure="set both clocks by NTP: embargoes go by the latest"
            )
    for disk in status.disks:
        if disk.is_short:
            problem = f"{disk.free // 2**20} MB are free of {disk.total // 2**20}"
            yield Finding(
                where=disk.what, problem=problem, cure="make room: see the runbook, Broken or full disk"
            )
    if status.sources.problem:
        yield Finding(where="sources", problem=status.sources.problem, cure="`newsroom sources check`")


def _redis(problem: str, cure: str) -> Finding:
    return Finding(where="Redis", problem=problem, cure=cure)


def _redis_setting(name: str, value: str) -> str:
    return f"CONFIG SET {name} {value}, and in its configuration, or it comes back at the next start"


def _mongo(problem: str, cure: str) -> Finding:
    return Finding(where="MongoDB", problem=problem, cure=cure)
