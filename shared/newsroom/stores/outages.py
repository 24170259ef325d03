"""Outages of a store in one line: what is wrong, at which address, and what to do."""

import re

from newsroom.runtime.addresses import shown

_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"Name or service not known|name resolution|nodename nor servname"
            r"|No address associated|getaddrinfo"
        ),
        "no such host; check the name in {variable}",
    ),
    (
        re.compile(
            r"WRONGPASS|NOAUTH|invalid username-password|Authentication (required|failed)|auth failed"
        ),
        "it refuses the name or the password; check those in {variable}",
    ),
    (
        re.compile(r"NOPERM|not authorized|no permissions"),
        "its user may not do this; use the operator's in {variable}",
    ),
    (
        re.compile(r"Connection refused|Connect call failed|No such file or directory"),
        "nothing listens there; start it, or check {variable}",
    ),
    (re.compile(r"LOADING"), "it is reading its data back; wait"),
    (
        re.compile(r"CERTIFICATE|SSL|TLS", re.IGNORECASE),
        "TLS fails ({reason}); check the certificates in {variable}",
    ),
    (re.compile(r"MISCONF"), "it cannot write its file; look at its disk"),
    (re.compile(r"OOM"), "its memory is full; see the runbook, Full memory"),
    (
        re.compile(r"ReplicaSetNoPrimary|No replica set members|no primary|NotPrimary|not master"),
        "its replica set has no primary that can be reached; look at its members, check {variable}",
    ),
    (
        re.compile(r"tim(ed|e) ?out|Timeout", re.IGNORECASE),
        "it does not answer in time; look at its log and the network, check {variable}",
    ),
)
_MONGO_DETAILS = re.compile(
    r",? ?\((?:configured timeouts|generation).*|, Timeout: .*|, full error: .*", re.DOTALL
)


def outage_sentence(store: str, variable: str, url: str, error: object) -> str:
    """One line on an outage of `store`, which `variable` names; passwords are not in it."""
    text = str(error).removeprefix(f"{store}: ")
    reason = shown(concise(text)) or _name(error)
    for pattern, cure in _KINDS:
        if pattern.search(text or _name(error)):
            return f"{store} at {shown(url)}: {cure.format(variable=variable, reason=reason)}"
    return f"{store} at {shown(url)}: {reason}"


def concise(text: str) -> str:
    """An error's text in one line, without the state of the whole topology, which pymongo adds."""
    return _MONGO_DETAILS.sub("", text).replace("\n", " ").strip()


def _name(error: object) -> str:
    """The name of an error that has no words."""
    return type(error).__name__
