"""Histories made from a seed. Pure: the model is asked what is possible, the chance what is done."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.oracle.model import Article, Model
from tests.oracle.operations import (
    Act,
    Content,
    EndHold,
    Ending,
    Fault,
    FaultKind,
    Garbage,
    History,
    Link,
    Name,
    Order,
    Phase,
    Post,
    Restore,
    Sent,
    Unlink,
    Withdraw,
)

SOURCE, WIRE = "oracle", "oracle-wire"
LANGUAGES = ("en", "az", "ru")
CATEGORIES = ("sport", "economy", "region")
TAGS = ("alpha", "beta", "gamma")
SERVICES = ("ingest", "translate", "publish")
SKEWS = (-3600, -90, 90, 3600)  # seconds
HUNG = 60.0  # seconds
GARBAGE = (
    '{"source": "oracle", "source_id": "%s", "headline": ""}',
    '{"source": "oracle", "source_id": "%s", "headline": "A", "embargo_untill": "2020-01-01T00:00:00Z"}',
    '{"source": "oracle", "source_id": "%s", "headline": "A headline", "embargo_until": "tomorrow"}',
    '{"source": "oracle", "source_id": "%s", "headline": "A headline", "language": "xx"}',
    '{"source": "oracle", "source_id": "%s", "headline": "A headline", "published_at": 17}',
)


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a history."""

    phases: int
    families: int  # new ones in each phase
    steps: int  # of each family in each phase
    acts: int  # of the desk in each phase
    faults: int
    varied: bool = False  # whether partitions, replicas, network and clocks are of the seed, too
    losing: bool = True  # whether Redis loses data


# In every `make test`: what Redis has lost takes long to come back on a busy machine.
STEADY = Size(phases=2, families=6, steps=8, acts=4, faults=3, losing=False)
SMALL = Size(phases=3, families=6, steps=8, acts=4, faults=3)
LARGE = Size(phases=4, families=10, steps=12, acts=8, faults=6, varied=True)


def history(seed: int, size: Size) -> History:
    """The history of a seed."""
    chance = random.Random(seed)
    if not size.varied:
        maker = _Maker(chance, size, ())
        return History(seed, tuple(maker.phase(number) for number in range(size.phases)))
    partitions = chance.choice((1, 1, 4))
    doubled = chance.choice(((), ("publish",), ("ingest",), ("translate",), SERVICES, SERVICES))
    tripled = doubled if chance.random() < 0.3 else ()
    replicas = (*(f"{service}-2" for service in doubled), *(f"{service}-3" for service in tripled))
    network = chance.random() < 0.5
    skew = (chance.choice(replicas), chance.choice(SKEWS)) if replicas and chance.random() < 0.4 else None
    maker = _Maker(chance, size, replicas, has_network=network)
    phases = tuple(maker.phase(number) for number in range(size.phases))
    return History(seed, phases, partitions, replicas, network, skew)


@dataclass(slots=True)
class _Family:
    """Articles that name each other as originals and nobody else, so that lanes do not meet."""

    name: str
    source: str
    frozen: set[Name] = field(default_factory=set[Name])


class _Maker:
    def __init__(
        self, chance: random.Random, size: Size, replicas: tuple[str, ...], *, has_network: bool = False
    ) -> None:
        self._targets = (*SERVICES, *replicas)
        self._links = [f"{user}>{store}" for user in ("services", *replicas) for store in ("redis", "mongo")]
        self._has_network = has_network
        self._chance = chance
        self._size = size
        self._model = Model()
        self._families: list[_Family] = []
        self._tokens = 0

    def phase(self, number: int) -> Phase:
        acts: list[Act] = []
        for _ in range(self._size.acts):
            act = self._desk_act()
            if act is not None:
                self._model.apply(act)
                acts.append(act)
        fresh = [
            _Family(f"p{number}f{place}", WIRE if place % 4 == 3 else SOURCE)
            for place in range(self._size.families)
        ]
        old = self._chance.sample(self._families, min(len(self._families), self._size.families))
        lanes = [self._lane(family) for family in (*fresh, *old)]
        self._families += fresh
        sent = sum(map(len, lanes))
        return Phase(tuple(acts), tuple(lanes), self._faults(sent), self._act_faults(len(acts)))

    def _faults(self, sent: int) -> tuple[Fault, ...]:
        kinds: Sequence[FaultKind] = (
            *("kill",) * 5,
            *("stop",) * 3,
            *("restart",) * 2,
            *("flush",) * 3,
            *("flush-twice",) * 2,
            "old",
            "full",
        )
        if not self._size.losing:
            kinds = ("kill", "kill", "stop", "restart", "full")
        faults = [
            self._fault(self._chance.choice(kinds), self._chance.randrange(sent))
            for _ in range(self._size.faults)
        ]
        if self._has_network:
            faults += [self._network_fault(self._chance.randrange(sent)) for _ in range(2)]
        if self._size.varied and self._chance.random() < 0.4:
            faults.append(Fault("step-down", "mongo", self._chance.randrange(sent), 3.0))
        if self._size.varied and self._chance.random() < 0.1:
            faults.append(Fault("stop", "mongo", self._chance.randrange(sent), HUNG))
        return tuple(faults)

    def _network_fault(self, after: int) -> Fault:
        kind: FaultKind = self._chance.choice(("slow", "slow", "flapping", "silent"))
        seconds = round(self._chance.uniform(1, 12), 1)
        return Fault(kind, self._chance.choice(self._links), after, seconds)

    def _act_faults(self, acts: int) -> tuple[Fault, ...]:
        if not acts or self._chance.random() < 0.5:
            return ()
        return (self._fault(self._chance.choice(("kill", "stop")), self._chance.randrange(acts)),)

    def _fault(self, kind: FaultKind, after: int) -> Fault:
        seconds = round(self._chance.uniform(0.5, 5), 1)
        if kind == "kill":
            return Fault(kind, self._chance.choice((*self._targets, *self._targets, "mongo")), after)
        if kind == "stop":
            return Fault(kind, self._chance.choice((*self._targets, "mongo")), after, seconds)
        gap = self._chance.choice((0.0, 0.025, 0.05, 0.1, 0.4)) if kind == "flush-twice" else seconds
        return Fault(kind, "redis", after, gap)

    def _lane(self, family: _Family) -> tuple[Sent, ...]:
        family.frozen.clear()
        lane: list[Sent] = []
        for _ in range(self._size.steps):
            sent = self._step(family)
            if sent is not None:
                self._model.apply(sent)
                lane.append(sent)
        return tuple(lane)

    def _step(self, family: _Family) -> Sent | None:
        names = [Name(family.source, f"{family.name}/{language}") for language in LANGUAGES]
        name = self._chance.choice([name for name in names if name not in family.frozen] or names)
        if name in family.frozen:
            return None
        article = self._model.articles.get(name)
        steps: Sequence[Callable[[_Family, Name, Article | None], Sent | None]]
        if article is None or article.latest is None:
            steps = (*(self._create,) * 8, self._withdraw, self._restore, self._garbage)
        else:
            steps = (
                *(self._correct,) * 6,
                *(self._resend,) * 3,
                *(self._stale,) * 2,
                *(self._withdraw,) * 2,
                *((self._restore,) * (5 if article.withdrawn else 1)),
                self._revert,
                self._relink,
                self._garbage,
            )
        return self._chance.choice(steps)(family, name, article)

    def _content(self, family: _Family, name: Name) -> Content:
        """Fresh content. A wire's has only what ninjs of a single text carries."""
        self._tokens += 1
        language = name.source_id.rpartition("/")[2]
        # Days are either within a news sitemap's two or far out, never at its edge.
        minute = self._chance.choice((self._chance.randrange(10, 1200), self._chance.randrange(6000, 9000)))
        content = Content(f"zxk{self._tokens:05d}", language, minute)
        if family.source == WIRE:
            return replace(content, category=None)
        return replace(
            content,
            category=self._chance.choice(CATEGORIES),
            tag=self._chance.choice((None, *TAGS)),
            is_stub=self._chance.random() < 0.1,
            photo=self._chance.random() < 0.2,
            original=self._original(family, name),
        )

    def _original(self, family: _Family, name: Name) -> Name | None:
        language = name.source_id.rpartition("/")[2]
        if language == "en" or self._chance.random() < 0.15:
            return None
        return Name(family.source, f"{family.name}/en")

    def _create(self, family: _Family, name: Name, article: Article | None) -> Sent:
        content = self._content(family, name)
        if family.source == WIRE:
            return Post(name, content, doubtful=self._chance.random() < 0.3)
        draw = self._chance.random()
        if draw < 0.1 and article is None:
            family.frozen.add(name)
            content = replace(content, embargo="short")
        elif draw < 0.2:
            content = replace(content, embargo="long")
        version = self._chance.choice((None, 1))
        return Post(name, content, version, copies=self._chance.choice((1, 1, 1, 2, 3)))

    def _correct(self, family: _Family, name: Name, article: Article | None) -> Sent:
        content = self._content(family, name)
        if family.source == WIRE:
            return Post(name, content, doubtful=self._chance.random() < 0.3)
        draw = self._chance.random()
        content = replace(content, suppress=draw < 0.15, embargo="long" if 0.15 <= draw < 0.22 else "none")
        return Post(name, content, self._next_version(article), copies=self._chance.choice((1, 1, 2)))

    def _relink(self, family: _Family, name: Name, article: Article | None) -> Sent | None:
        """The latest content again with another original."""
        if family.source == WIRE or article is None or article.latest is None:
            return None
        others = [Name(family.source, f"{family.name}/{language}") for language in LANGUAGES]
        original = self._chance.choice([None, *(other for other in others if other != name)])
        content = replace(self._content(family, name), original=original)
        return Post(name, content, self._next_version(article))

    def _next_version(self, article: Article | None) -> int | None:
        return None if article is None or article.version is None else article.version + 1

    def _resend(self, family: _Family, name: Name, article: Article | None) -> Sent | None:
        if article is None or article.latest is None:
            return None
        return Post(
            name,
            article.latest,
            article.version,
            doubtful=article.waiting,
            copies=self._chance.choice((1, 2)),
        )

    def _stale(self, family: _Family, name: Name, article: Article | None) -> Sent | None:
        """An earlier content again, or a version that is not newer."""
        if article is None or family.source == WIRE:
            return None
        if article.version is not None:
            return Post(name, self._content(family, name), article.version - self._chance.randrange(2))
        earlier = sorted(article.superseded, key=lambda content: content.token)
        return Post(name, self._chance.choice(earlier)) if earlier else None

    def _revert(self, family: _Family, name: Name, article: Article | None) -> Sent | None:
        if article is None or family.source == WIRE:
            return None
        earlier = sorted(article.superseded, key=lambda content: content.token)
        if not earlier:
            return None
        return Post(name, self._chance.choice(earlier), self._next_version(article), revert=True)

    def _withdraw(self, family: _Family, name: Name, article: Article | None) -> Sent:
        return Withdraw(name)

    def _restore(self, family: _Family, name: Name, article: Article | None) -> Sent:
        return Restore(name)

    def _garbage(self, family: _Family, name: Name, article: Article | None) -> Sent:
        return Garbage(name, self._chance.choice(GARBAGE) % name.source_id)

    def _desk_act(self) -> Act | None:
        articles = sorted(self._model.articles.values(), key=lambda article: article.id)
        waiting = [article for article in articles if article.waiting and not article.withdrawn]
        by_story = self._model.stories()
        linkable = [one for one in articles if one.is_visible and not by_story[one.id].yields]
        draw = self._chance.random()
        if draw < 0.4 and waiting:
            endings: Sequence[Ending] = ("release", "release", "discard")
            return EndHold(self._chance.choice(waiting).name, self._chance.choice(endings))
        if draw < 0.6 and articles:
            article = self._chance.choice(articles)
            if article.content is None or article.waiting:
                return None
            if article.is_embargoed and not article.withdrawn and self._chance.random() < 0.7:
                return Order(article.name, "lift-embargo")
            return Order(article.name, "restore" if article.withdrawn else "withdraw")
        if not linkable:
            return None
        article = self._chance.choice(linkable)
        story = self._model.story_of(article)
        if draw < 0.75:
            return Unlink(article.name) if len(story.members) > 1 else None
        return self._link(article, linkable)

    def _link(self, article: Article, linkable: Sequence[Article]) -> Act | None:
        """Into a story whose place for its language is free."""
        language = article.content.language if article.content else ""
        free = [
            other
            for other in linkable
            if other.id != article.id and language not in self._model.story_of(other).slots
        ]
        return Link(article.name, self._chance.choice(free).name) if free else None
