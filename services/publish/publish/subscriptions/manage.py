"""Use cases of an owner: create, change, rotate, replay. Every write is a compare-and-set, retried."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from newsroom.events.subscriptions import TESTED
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.live.resume import ExpiredCursor
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import ContentionError
from newsroom.streams.cursor import BEGINNING, EARLIEST, Cursor, MalformedCursorError
from publish.subscriptions.attempts import Attempt
from publish.subscriptions.deliver import Courier, request_of
from publish.subscriptions.feed_addresses import FeedAddress, FeedAddresses
from publish.subscriptions.model import (
    DEFAULT_LEASE,
    FeedLease,
    Progress,
    Replay,
    SealedSecret,
    Subscription,
    Topics,
)
from publish.subscriptions.ports import LogPages, SubscriptionStore
from publish.subscriptions.render import Renderer
from publish.subscriptions.requests import (
    NewSubscription,
    ReplayRequest,
    ResendRequest,
    SubscriptionAnswer,
    SubscriptionChanges,
)
from publish.subscriptions.secrets import SIGNING, Secret
from publish.subscriptions.target_urls import TargetCheck, host_of

MOST = 5000  # subscriptions of one key
_ROUNDS = 10
_NOW = "now"
_FIELDS_OF_HOOKS = {"url", "backup_url", "batch"}


@dataclass(frozen=True, slots=True)
class SubscriptionDesk:
    """Owner's calls, over the store. `changed` wakes the dispatcher of this process."""

    store: SubscriptionStore
    log: LogPages
    courier: Courier
    renderer: Renderer
    targets: TargetCheck
    feeds: FeedAddresses
    stream_name: Callable[[str], str]
    languages: tuple[str, ...]
    clock: Clock
    changed: Callable[[], None]

    async def create(
        self, owner: str, wanted: NewSubscription, subscription_id: str | None = None
    ) -> tuple[Subscription, str | None]:
        """The subscription, under an id of its own or the one given, and the secret that signs its posts."""
        self._check_topics(wanted.topics)
        is_hook, is_posted = wanted.kind == "webhook", wanted.kind != "stream"
        if is_posted and not self.courier.sealer.is_ready:
            detail = "What is posted needs NEWSROOM_SECRETS_KEY, which encrypts the secrets that sign it."
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, title="Not configured")
        self._check_urls(wanted.url, wanted.backup_url)
        lease, secret = None, Secret.generate()
        if wanted.kind == "websub":
            if wanted.start != _NOW:
                raise _wrong("from", "a feed is sent as it is: write `now`")
            encrypted = self.courier.sealer.encrypt(secret.text.encode())
            lease = self._lease(wanted.topics, wanted.url or "", encrypted)
        if await self.store.count(owner) >= MOST:
            raise ProblemError(HTTPStatus.CONFLICT, f"A key has at most {MOST} subscriptions.")
        cursor = await self._start(wanted.start)
        now = self._now()
        subscription = Subscription(
            id=subscription_id or f"sub_{secrets.token_hex(10)}",
            owner=owner,
            created_at=now,
            name=wanted.name,
            kind=wanted.kind,
            topics=wanted.topics,
            start=wanted.start,
            state="paused" if is_posted else "active",
            verified=not is_posted,
            max_age_hours=wanted.max_age_hours,
            contact=wanted.contact,
            url=wanted.url,
            backup_url=wanted.backup_url,
            batch=wanted.batch,
            secrets=(self.courier.sealer.seal(secret, now),) if is_hook else (),
            lease=lease,
            # A stream lost with Redis is filled again from what was confirmed: at first, from its beginning.
            progress=Progress(cursor=cursor, last_confirmed=None if is_posted else cursor),
        )
        await self.store.create(subscription)
        self.changed()
        return subscription, secret.text if is_posted else None

    async def change(self, owner: str, subscription_id: str, changes: SubscriptionChanges) -> Subscription:
        """A new address is verified again before anything is delivered there."""
        if changes.topics is not None:
            self._check_topics(changes.topics)
        self._check_urls(changes.url, changes.backup_url)
        fields = {name: getattr(changes, name) for name in changes.model_fields_set}

        def apply(subscription: Subscription) -> Subscription:
            for name in _FIELDS_OF_HOOKS & set(fields):
                if subscription.kind != "webhook" and not (name == "url" and subscription.kind == "websub"):
                    raise _wrong(name, "only a web hook has one")
            moved = any(
                name in fields and fields[name] is not None and fields[name] != getattr(subscription, name)
                for name in ("url", "backup_url", *(("topics",) if subscription.lease else ()))
            )
            verified = subscription.verified and not moved
            if subscription.lease is not None and moved:
                topics = fields.get("topics", subscription.topics)
                url = fields.get("url", subscription.url) or ""
                fields["lease"] = self._lease(topics, url, subscription.lease.secret)
            state = fields.get("state", subscription.state)
            if not verified and state != "off":
                state = "paused"
            return subscription.model_copy(update={**fields, "state": state, "verified": verified})

        return await self._write(owner, subscription_id, apply)

    async def rotate(self, owner: str, subscription_id: str) -> tuple[SealedSecret, str]:
        """A new secret; it and the one before sign from now on."""
        secret = Secret.generate()
        sealed = self.courier.sealer.seal(secret, self._now())

        def apply(subscription: Subscription) -> Subscription:
            _only_hooks(subscription)
            return subscription.model_copy(update={"secrets": (*subscription.secrets, sealed)[-SIGNING:]})

        await self._write(owner, subscription_id, apply)
        return sealed, secret.text

    async def replay(self, owner: str, subscription_id: str, wanted: ReplayRequest) -> Subscription:
        """Sends a part of the log again, beside what is new."""
        after = await self._start(wanted.start, field="from")
        until = await self.log.position() if wanted.end is None else str(_cursor(wanted.end, "to"))

        def apply(subscription: Subscription) -> Subscription:
            _only_hooks(subscription)
            number = 1 + (subscription.replay.number if subscription.replay else 0)
            return subscription.model_copy(update={"replay": Replay(number=number, after=after, until=until)})

        return await self._write(owner, subscription_id, apply)

    async def test(self, owner: str, subscription_id: str) -> Attempt:
        """Posts a test event now, and once."""
        subscription = await self._verified(owner, subscription_id)
        await self.courier.notify(subscription, TESTED)
        return await self._recorded()

    async def resend(self, owner: str, subscription_id: str, wanted: ResendRequest) -> Attempt:
        """Posts one event of the log again, now and once, under its id."""
        subscription = await self._verified(owner, subscription_id)
        changes = await self.renderer.render([_cursor(wanted.cursor, "cursor")])
        if not changes:
            detail = "No event is shown under this cursor."
            raise ProblemError(HTTPStatus.NOT_FOUND, detail)
        request = request_of(changes, batch=subscription.batch > 1)
        await self.courier.post(subscription, subscription.url or "", request)
        return await self._recorded()

    def _now(self) -> datetime:
        """In milliseconds, which is all that the store keeps."""
        now = self.clock.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    async def _recorded(self) -> Attempt:
        attempt = self.courier.log.pop()
        await self.store.record([attempt])
        return attempt

    async def _verified(self, owner: str, subscription_id: str) -> Subscription:
        subscription = await self.find(owner, subscription_id)
        _only_hooks(subscription)
        if not subscription.verified:
            detail = "Its address has not answered the challenge yet: nothing else is sent there."
            raise ProblemError(HTTPStatus.CONFLICT, detail, title="Not verified")
        return subscription

    async def delete(self, owner: str, subscription_id: str) -> None:
        if not await self.store.delete(owner, subscription_id):
            raise unknown()
        self.changed()

    def answer(self, subscription: Subscription) -> SubscriptionAnswer:
        """The subscription as its owner sees it."""
        answer = SubscriptionAnswer.of(subscription)
        if subscription.kind != "stream":
            return answer
        return answer.model_copy(update={"stream": self.stream_name(subscription.id)})

    async def find(self, owner: str, subscription_id: str) -> Subscription:
        subscription = await self.store.find(owner, subscription_id)
        if subscription is None:
            raise unknown()
        return subscription

    async def _write(
        self, owner: str, subscription_id: str, apply: Callable[[Subscription], Subscription]
    ) -> Subscription:
        for _ in range(_ROUNDS):
            written = apply(await self.find(owner, subscription_id))
            if await self.store.write(written):
                self.changed()
                return written.model_copy(update={"revision": written.revision + 1})
        raise ContentionError(f"subscription {subscription_id} keeps changing")

    async def _start(self, text: str, field: str = "from") -> str:
        """The cursor to begin above. Refuses one that is not kept any more: 410, as every reader."""
        if text == _NOW:
            return await self.log.position()
        oldest = await self.log.oldest()
        first = Cursor.parse(oldest).before if oldest else Cursor.parse(BEGINNING)
        if text in (EARLIEST, BEGINNING):
            return str(first)
        wanted = _cursor(text, field)
        if isinstance(await self.log.resume(wanted), ExpiredCursor):
            if wanted > first:
                raise _wrong(field, "this cursor was never given out")
            raise ProblemError(
                HTTPStatus.GONE,
                f"This cursor is not kept any more; the oldest that is, is {oldest}.",
                title="Cursor too old",
                extra={"oldest": oldest},
            )
        return str(wanted)

    def _lease(self, topics: Topics, url: str, secret: str | None) -> FeedLease:
        """The lease of the one feed that has these topics; it begins once it is confirmed."""
        if len(topics.lang) != 1 or len(topics.category) > 1 or topics.tag or topics.change:
            raise _wrong("topics", "a feed is of exactly one lang and of at most one category")
        feed = self.feeds.url(FeedAddress(topics.lang[0], next(iter(topics.category), None), "atom"))
        if self.feeds.parse(feed) is None:
            raise _wrong("topics.category", "there is no feed of this category")
        return FeedLease(feed=feed, host=host_of(url), seconds=DEFAULT_LEASE, secret=secret)

    def _check_topics(self, topics: Topics) -> None:
        for language in topics.lang:
            if language not in self.languages:
                raise _wrong("topics.lang", f"{language!r} is not one of {', '.join(self.languages)}")

    def _check_urls(self, url: str | None, backup_url: str | None) -> None:
        for name, address in (("url", url), ("backup_url", backup_url)):
            refusal = self.targets.refusal(address) if address is not None else None
            if refusal is not None:
                raise _wrong(name, refusal)


def unknown() -> ProblemError:
    """The answer about another key's subscription, and about none: they cannot be told apart."""
    return ProblemError(HTTPStatus.NOT_FOUND, "This key has no subscription of this id.")


def _only_hooks(subscription: Subscription) -> None:
    if subscription.kind != "webhook":
        raise ProblemError(HTTPStatus.CONFLICT, f"This is a {subscription.kind}: only web hooks have that.")


def _cursor(text: str, field: str) -> Cursor:
    try:
        return Cursor.parse(text)
    except MalformedCursorError as error:
        raise _wrong(field, "write `now`, `earliest` or a cursor as it was given") from error


def _wrong(field: str, problem: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY, f"{field}: {problem}.", errors=[FieldProblem(field, problem)]
    )
