"""Operations of a history, and the faults beside them: plain values that print as they are written."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Ending: TypeAlias = Literal["release", "discard"]
Embargo: TypeAlias = Literal["none", "short", "long"]
OfProcesses: TypeAlias = Literal[
    "kill", "stop", "flush", "flush-twice", "restart", "old", "full", "step-down"
]
OfNetwork: TypeAlias = Literal["slow", "flapping", "silent"]
FaultKind: TypeAlias = OfProcesses | OfNetwork


@dataclass(frozen=True, slots=True)
class Name:
    """Identity of an article at its source."""

    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Content:
    """Content of an article as its sender writes it; `token` is a word that no other content has.

    `minute` is when it was published, in minutes before the run. A short embargo ends within the phase,
    a long one not within the run.
    """

    token: str
    language: str
    minute: int
    category: str | None = "sport"
    tag: str | None = None
    is_stub: bool = False
    photo: bool = False
    original: Name | None = None
    embargo: Embargo = "none"
    suppress: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Article, correction or resend. One that is `doubtful` is held for a person."""

    name: Name
    content: Content
    version: int | None = None
    revert: bool = False
    doubtful: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Withdraw:
    name: Name


@dataclass(frozen=True, slots=True)
class Restore:
    name: Name


@dataclass(frozen=True, slots=True)
class Garbage:
    """What must be refused and change nothing."""

    name: Name
    text: str


@dataclass(frozen=True, slots=True)
class EndHold:
    """Editor's release or discard of the version of an article that is held."""

    name: Name
    decision: Ending


@dataclass(frozen=True, slots=True)
class Order:
    """Editor's order about an article."""

    name: Name
    order: Literal["withdraw", "restore", "lift-embargo"]


@dataclass(frozen=True, slots=True)
class Link:
    """Editor's link of an article into the story of another."""

    name: Name
    into: Name


@dataclass(frozen=True, slots=True)
class Unlink:
    """Editor's parting of an article from its story."""

    name: Name


Sent: TypeAlias = Post | Withdraw | Restore | Garbage
Act: TypeAlias = EndHold | Order | Link | Unlink
Operation: TypeAlias = Sent | Act


@dataclass(frozen=True, slots=True)
class Fault:
    """Fault that strikes once `after` operations of its phase are answered, and lasts for `seconds`.

    The target of one of the network is who uses it and which store, such as `publish-2>mongo`; `services` are
    the first of each together.
    """

    kind: FaultKind
    target: str
    after: int
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Phase:
    """Part of a history, at whose end all outputs are compared.

    Editors act first, one after another, once all is at rest; then the lanes are sent, each in its order and
    all at once. Faults that lose data strike during the lanes only: an act of the desk is promised to nobody
    before publish has it.
    """

    acts: tuple[Act, ...]
    lanes: tuple[tuple[Sent, ...], ...]
    faults: tuple[Fault, ...]
    act_faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Phases of one run; the same seed gives the same.

    `replicas` run beside the first of each service, such as `publish-2`. With `network` all reach the stores
    through proxies. `skew` is by how many seconds whose clock is off.
    """

    seed: int
    phases: tuple[Phase, ...]
    partitions: int = 1
    replicas: tuple[str, ...] = ()
    network: bool = False
    skew: tuple[str, int] | None = None

    def __str__(self) -> str:
        around = f"replicas: {self.replicas}, network: {self.network}, skew: {self.skew}"
        lines = [f"history of seed {self.seed}, {self.partitions} partitions, {around}"]
        for number, phase in enumerate(self.phases, 1):
            lines.append(f"phase {number}")
            lines += [f"  {fault}" for fault in (*phase.act_faults, *phase.faults)]
            lines += [f"  desk: {act}" for act in phase.acts]
            for lane, sent in enumerate(phase.lanes):
                lines += [f"  lane {lane}: {operation}" for operation in sent]
        return "\n".join(lines)
