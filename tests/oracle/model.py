"""Model of the newsroom: what each operation is answered and what must be shown, after the contract. Pure."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tests.oracle.operations import (
    Act,
    Content,
    EndHold,
    Garbage,
    Link,
    Name,
    Operation,
    Order,
    Post,
    Restore,
    Unlink,
    Withdraw,
)
from tests.oracle.stories import Member, Pair, Story, pair, stories


def id_of(name: Name) -> str:
    """The id that the contract gives an article."""
    digest = hashlib.sha256(f"{name.source}\0{name.source_id}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:26]


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer of ingest; of a refusal the code alone counts."""

    code: int
    status: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """Content at a revision; `released` where an editor's release made it public."""

    number: int
    content: Content
    released: bool = False


@dataclass(slots=True)
class Article:
    """One article as of its highest revision. `latest` is what the next post is compared with."""

    name: Name
    revision: int = 0
    withdrawn: bool = False
    revisions: list[Revision] = field(default_factory=list[Revision])
    latest: Content | None = None
    held: Content | None = None
    held_revision: int = 0
    waiting: bool = False
    superseded: set[Content] = field(default_factory=set[Content])
    never_shown: set[str] = field(default_factory=set[str])
    version: int | None = None
    was_public: bool = False
    released: bool = False

    @property
    def id(self) -> str:
        return id_of(self.name)

    @property
    def content(self) -> Content | None:
        """The content that readers may see, if they may see any."""
        return self.revisions[-1].content if self.revisions else None

    @property
    def is_embargoed(self) -> bool:
        return self.content is not None and self.content.embargo == "long" and not self.was_public

    @property
    def is_visible(self) -> bool:
        return self.content is not None and not self.withdrawn and not self.is_embargoed

    @property
    def standing(self) -> str:
        """The status as its sender is told."""
        if self.withdrawn:
            return "withdrawn"
        if self.held is not None:
            return "held" if self.waiting else "discarded"
        return "embargoed" if self.is_embargoed else "live"

    def shown_revisions(self) -> list[Revision]:
        """Those that may be shown: from the last that suppresses its predecessors."""
        firsts = [place for place, revision in enumerate(self.revisions) if revision.content.suppress]
        return self.revisions[firsts[-1] if firsts else 0 :]


@dataclass(frozen=True, slots=True)
class Expected:
    """One article as every output must tell of it."""

    id: str
    code: int
    revision: int = 0
    content: Content | None = None
    released: bool = False
    variants: Mapping[str, str] = field(default_factory=dict[str, str])
    headlines: Mapping[str, str] = field(default_factory=dict[str, str])
    revisions: tuple[tuple[int, str], ...] = ()
    yields_to: str | None = None


class Model:
    """The newsroom in memory."""

    def __init__(self) -> None:
        self.articles: dict[Name, Article] = {}
        self.together: set[Pair] = set()
        self.apart: set[Pair] = set()

    def apply(self, operation: Operation) -> Answer:
        """The answer to an operation, which takes effect."""
        match operation:
            case Post():
                return self._post(operation)
            case Withdraw(name):
                return self._withdraw(name)
            case Restore(name):
                return self._restore(name)
            case Garbage():
                return Answer(422)
            case EndHold() | Order() | Link() | Unlink():
                return self._act(operation)

    def _known(self, name: Name) -> Article:
        return self.articles.setdefault(name, Article(name))

    def _post(self, post: Post) -> Answer:
        article = self._known(post.name)
        if article.latest is not None:
            dispels = article.waiting and not post.doubtful
            if post.content == article.latest and not dispels:
                article.version = _higher(article.version, post.version)
                return self._told(article, "unchanged")
            if not (post.content == article.latest and dispels) and _is_stale(article, post):
                return self._told(article, "stale")
        if post.content.embargo == "long" and article.was_public:
            return Answer(409)
        self._take(article, post)
        if post.doubtful:
            return self._told(article, "held")
        return self._told(article, "created" if article.revision == 1 else "updated")

    def _take(self, article: Article, post: Post) -> None:
        """The next revision: held, or the content from now on."""
        if article.latest is not None:
            article.superseded.add(article.latest)
        article.superseded.discard(post.content)
        article.latest = post.content
        article.version = _higher(article.version, post.version)
        article.revision += 1
        if article.held is not None:
            article.never_shown.add(article.held.token)
        if post.doubtful:
            article.held, article.held_revision, article.waiting = post.content, article.revision, True
            return
        article.held, article.waiting = None, False
        _show(article, Revision(article.revision, post.content))

    def _told(self, article: Article, status: str) -> Answer:
        return Answer(202, "withdrawn" if article.withdrawn else status, article.revision)

    def _withdraw(self, name: Name) -> Answer:
        article = self._known(name)
        if not article.withdrawn:
            article.revision += 1
            article.withdrawn = True
        return self._told(article, "withdrawn")

    def _restore(self, name: Name) -> Answer:
        article = self.articles.get(name)
        if article is None or article.revision == 0:
            return Answer(404)
        if article.withdrawn:
            article.revision += 1
            article.withdrawn = False
            if article.content is not None:
                _show(article, replace(article.revisions[-1], number=article.revision))
        return Answer(202, "restored", article.revision)

    def _act(self, act: Act) -> Answer:
        article = self.articles[act.name]
        match act:
            case Order(_, "withdraw"):
                return self._withdraw(act.name)
            case Order(_, "restore"):
                return self._restore(act.name)
            case Order(_, "lift-embargo"):
                _lift_embargo(article)
            case EndHold():
                _end_hold(article, act.decision)
            case Link(_, into):
                self._link(article, self.articles[into])
            case Unlink():
                self._decide(article.id, self.story_of(article).members - {article.id}, together=False)
            case _:
                raise ValueError(act)
        return Answer(200)

    def _link(self, article: Article, into: Article) -> None:
        target = self.story_of(into).members - {article.id}
        left = self.story_of(article).members - target - {article.id}
        self._decide(article.id, target, together=True)
        self._decide(article.id, left, together=False)

    def _decide(self, article_id: str, others: Iterable[str], *, together: bool) -> None:
        for other in others:
            (self.together if together else self.apart).add(pair(article_id, other))
            (self.apart if together else self.together).discard(pair(article_id, other))

    def stories(self) -> dict[str, Story]:
        """Each article's story."""
        members = [_member(article) for article in self.articles.values() if article.content is not None]
        return stories([member for member in members if member], self.together, self.apart)

    def story_of(self, article: Article) -> Story:
        return self.stories()[article.id]

    def expected(self) -> dict[str, Expected]:
        """Every article as it must be shown."""
        by_story = self.stories()
        by_id = {article.id: article for article in self.articles.values()}
        return {article.id: _expected(article, by_story.get(article.id), by_id) for article in by_id.values()}

    def forbidden(self) -> set[str]:
        """Words that no public output may have: of what is withdrawn, held, embargoed or suppressed."""
        hidden, shown = set[str](), set[str]()
        for article in self.articles.values():
            hidden |= article.never_shown
            if article.held is not None:
                hidden.add(article.held.token)
            known = [revision.content.token for revision in article.revisions]
            if not article.is_visible:
                hidden.update(known)
                continue
            visible = article.shown_revisions()
            shown.update(revision.content.token for revision in visible)
            hidden.update(revision.content.token for revision in article.revisions[: -len(visible)])
        return hidden - shown


def _is_stale(article: Article, post: Post) -> bool:
    if article.version is not None and post.version is not None:
        return post.version <= article.version
    return post.version is None and not post.revert and post.content in article.superseded


def _higher(known: int | None, given: int | None) -> int | None:
    numbers = [number for number in (known, given) if number is not None]
    return max(numbers, default=None)


def _show(article: Article, revision: Revision) -> None:
    article.revisions.append(revision)
    if not article.withdrawn and revision.content.embargo != "long":
        article.was_public = True


def _lift_embargo(article: Article) -> None:
    """The content is shown at once; what is sent again is compared with it as it was sent."""
    if article.content is None or article.withdrawn or not article.is_embargoed:
        return
    article.revision += 1
    article.released = True
    lifted = replace(article.content, embargo="none")
    _show(article, Revision(article.revision, lifted, released=True))


def _end_hold(article: Article, decision: str) -> None:
    if not article.waiting or article.withdrawn or article.held is None:
        return
    article.waiting = False
    if decision == "discard":
        return
    number = article.revision
    if article.held_revision != number:
        number = article.revision = article.revision + 1
    article.released = article.released or not article.was_public
    _show(article, Revision(number, article.held, released=True))
    article.held = None


def _member(article: Article) -> Member | None:
    content = article.content
    if content is None:
        return None
    original = id_of(content.original) if content.original else None
    return Member(article.id, content.language, -content.minute, original, content.is_stub, article.withdrawn)


def _expected(article: Article, story: Story | None, by_id: Mapping[str, Article]) -> Expected:
    content = article.content
    if article.withdrawn:
        return Expected(article.id, 410)
    if not article.is_visible or content is None or story is None:
        return Expected(article.id, 404)
    if article.id in story.yields:
        return Expected(article.id, 308, yields_to=story.yields[article.id])
    siblings = [
        by_id[other] for other in story.slots.values() if other != article.id and by_id[other].is_visible
    ]
    contents = {sibling.id: sibling.content for sibling in siblings}
    variants = {found.language: key for key, found in contents.items() if found}
    headlines = {found.language: found.token for found in contents.values() if found}
    revisions = tuple((one.number, one.content.token) for one in article.shown_revisions())
    number = article.revisions[-1].number
    return Expected(article.id, 200, number, content, article.released, variants, headlines, revisions)
