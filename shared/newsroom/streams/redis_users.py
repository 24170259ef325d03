"""Redis users by service, as ACL rules: each writes its own streams and state, and no others'.

`python -m newsroom.streams.redis_users` prints `docs/store-users/redis.acl`, which docker-compose.yml reads;
a test holds the file to the code. The default user is the operator's. A command must be allowed by one
selector as a whole, with all its keys. Scripts may be run over any keys: what they call is held against these
rules again.
"""

import sys
from collections.abc import Iterable

from newsroom.events.catalogue import CATALOGUE
from newsroom.streams.topology import GROUPS, INGEST, PUBLISH, TRANSLATE, Topology, dead_letter_stream

OPERATOR = "default"
SERVICES = (INGEST, TRANSLATE, PUBLISH)
DEPLOYMENT = "newsroom:deployment"

# Connections, and what needs no key: the clock, what is loaded, whether the memory is full.
_KEYLESS = ("+@connection", "-@dangerous", "+time", "+info", "+scan", "+script|load", "+script|exists")
_SETTINGS = "+config|get"  # ingest alone judges whether Redis keeps what it promises
_OWN = ("+@all", "-@admin", "-@dangerous")
_READ = ("+@read", "-@dangerous")
_CONSUME = (
    "+xreadgroup",
    "+xack",
    "+xclaim",
    "+xautoclaim",
    "+xgroup|create",
    "+xgroup|createconsumer",
)
_SCRIPTS = ("+eval", "+evalsha")


def redis_user(service: str) -> str:
    """The rules of a service's user, without its name and password."""
    own_groups = [group for group in _groups() if _service_of(group) == service]
    consumed = [stream for stream, groups in GROUPS.items() if set(groups) & set(own_groups)]
    emitted = [kind.stream for kind in CATALOGUE if kind.emitter == service]
    dead = [
        dead_letter_stream(stream, group)
        for stream in consumed
        for group in GROUPS[stream]
        if group in own_groups
    ]
    topology = Topology()
    state = [topology.own_keys(service), *(topology.all_numbers(stream) for stream in emitted), DEPLOYMENT]
    keyless = (*_KEYLESS, _SETTINGS) if service == INGEST else _KEYLESS
    return " ".join(
        [
            "resetchannels",
            "resetkeys",
            "-@all",
            *keyless,
            _selector(_OWN, [*state, *_physical([*emitted, *dead]), *_subscriptions(service)]),
            _selector(_CONSUME, _physical(consumed)),
            # With its own state, since one command may read both.
            _selector(_READ, [*state, *_physical([kind.stream for kind in CATALOGUE])], only_read=True),
            f"({' '.join(_SCRIPTS)} ~*)",
        ]
    )


def redis_users() -> str:
    """The directives of Redis' configuration that make the services' users.

    In the place of each password stands `@SERVICE@`.
    """
    return "".join(f"user {name} on >@{name.upper()}@ {redis_user(name)}\n" for name in SERVICES)


def _groups() -> Iterable[str]:
    return dict.fromkeys(group for groups in GROUPS.values() for group in groups)


def _service_of(group: str) -> str:
    """The service that reads a group."""
    if group in SERVICES:
        return group
    return TRANSLATE if group.startswith(TRANSLATE) else PUBLISH


def _physical(streams: Iterable[str]) -> list[str]:
    """Patterns of streams, with one partition and with several."""
    return [pattern for stream in streams for pattern in (stream, f"{stream}{{*}}*")]


def _subscriptions(service: str) -> list[str]:
    """Streams of subscriptions, and the shadow that the live log is rebuilt in: beside the log itself."""
    return [Topology().subscription_stream("*")] if service == PUBLISH else []


def _selector(commands: Iterable[str], patterns: Iterable[str], *, only_read: bool = False) -> str:
    sign = "%R~" if only_read else "~"
    return f"({' '.join([*commands, *(f'{sign}{pattern}' for pattern in patterns)])})"


if __name__ == "__main__":
    sys.stdout.write(redis_users())
