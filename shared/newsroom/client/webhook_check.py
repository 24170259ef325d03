"""Check of a receiver of web hooks: requests as publish would send them, and as a forger would.

Install it with `newsroom[httpx]`.
"""

import base64
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from newsroom.client.signed_posts import BATCH, Answer, Post, SignedPosts
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.envelope import Event
from newsroom.events.identity import article_id
from newsroom.events.live import LiveChange, PublicArticle, Tombstone
from newsroom.events.subscriptions import TESTED, VERIFIED, SubscriptionNotice, encode_notice, notice

_STALE_SECONDS = 3600
_SOURCE = "webhook-check"


@dataclass(frozen=True, slots=True)
class Finding:
    """Outcome of one check; `advice` says what a receiver should do instead."""

    name: str
    is_passed: bool
    answer: Answer
    advice: str


async def check(url: str, secret: str, *, batch: bool = False) -> AsyncIterator[Finding]:
    """Findings about the receiver at `url`, which knows `secret`, each as soon as it is there.

    `batch` is for a receiver of subscriptions with batches. What it is sent is an article of the source
    `webhook-check`, which is withdrawn at the end.
    """
    async with httpx.AsyncClient(trust_env=False) as http:
        checks = _Checks(SignedPosts(http, url, secret), batch)
        for name, advice, run in checks.all():
            is_passed, answer = await run()
            yield Finding(name, is_passed, answer, advice)


_Check = Callable[[], Awaitable[tuple[bool, Answer]]]


class _Checks:
    """Requests of one run, about one article."""

    def __init__(self, posts: SignedPosts, batch: bool) -> None:
        self._posts = posts
        self._batch = batch
        self._now = datetime.now(UTC).replace(microsecond=0)
        self._id = article_id(_SOURCE, secrets.token_hex(8))
        self._published = self._event(1)

    def all(self) -> Sequence[tuple[str, str, _Check]]:
        """Name, advice and check, in the order in which a receiver meets them."""
        return (
            ("challenge", "answer 200 and {'challenge': data.challenge}", self._challenge),
            ("event", "answer 2xx within 15 s", self._sends(self._published)),
            ("same event again", "answer 2xx, and ignore it", self._sends(self._published)),
            ("two signatures", "take it if any of the signatures is right", self._rotated),
            ("unknown type of event", "answer 2xx, and ignore it", self._unknown),
            *self._batches(),
            ("no signature", "answer 401", self._unsigned),
            ("signature of another", "answer 401", self._forged),
            ("altered body", "answer 401: sign the bytes as they came", self._altered),
            ("an hour old", "answer 401: refuse what is over five minutes old", self._stale),
            ("withdrawal", "answer 2xx, and drop the article", self._sends(self._event(3))),
            ("withdrawal before its article", "answer 2xx, and keep its seq", self._unknown_withdrawal),
        )

    def _batches(self) -> Sequence[tuple[str, str, _Check]]:
        if not self._batch:
            return ()
        return (("batch", "answer 2xx to an array of events", self._sends(self._event(2))),)

    async def _challenge(self) -> tuple[bool, Answer]:
        challenge = secrets.token_urlsafe(24)
        answer = await self._posts.send(self._notice(VERIFIED, challenge=challenge))
        return answer.is_success and answer.challenge == challenge, answer

    def _sends(self, event: Event[LiveChange]) -> _Check:
        async def send() -> tuple[bool, Answer]:
            return _taken(await self._posts.send(self._post(event)))

        return send

    async def _rotated(self) -> tuple[bool, Answer]:
        post = self._post(self._published, other_secrets=(_another_secret(),))
        return _taken(await self._posts.send(post))

    async def _unknown(self) -> tuple[bool, Answer]:
        return _taken(await self._posts.send(self._notice(TESTED)))

    async def _unsigned(self) -> tuple[bool, Answer]:
        return _refused(await self._posts.send(self._post(self._published), is_signed=False))

    async def _forged(self) -> tuple[bool, Answer]:
        forger = SignedPosts(self._posts.http, self._posts.url, _another_secret())
        return _refused(await forger.send(self._post(self._published)))

    async def _altered(self) -> tuple[bool, Answer]:
        post = self._post(self._published)
        altered = post.body.replace(b"webhook check", b"webhook CHECK")
        return _refused(await self._posts.send(Post(post.webhook_id, altered, signed=post.body)))

    async def _stale(self) -> tuple[bool, Answer]:
        post = self._post(self._published, at=int(time.time()) - _STALE_SECONDS)
        return _refused(await self._posts.send(post))

    async def _unknown_withdrawal(self) -> tuple[bool, Answer]:
        unknown = _Checks(self._posts, self._batch)
        return _taken(await self._posts.send(unknown._post(unknown._event(2, withdrawn=True))))

    def _post(
        self, event: Event[LiveChange], at: int | None = None, other_secrets: tuple[str, ...] = ()
    ) -> Post:
        body = ARTICLE_PUBLISHED.encode(event)
        cursor = f"{int(self._now.timestamp() * 1000)}-{event.data.seq}"
        if self._batch:
            return Post(
                f"batch_{event.id}", b"[%b]" % body, BATCH, (cursor,), at=at, other_secrets=other_secrets
            )
        return Post(event.id, body, cursors=(cursor,), at=at, other_secrets=other_secrets)

    def _notice(self, kind: str, challenge: str | None = None) -> Post:
        data = SubscriptionNotice(subscription="sub_check", challenge=challenge)
        event = notice(kind, data, secrets.token_hex(4), self._now)
        return Post(event.id, encode_notice(event))

    def _event(self, seq: int, *, withdrawn: bool = False) -> Event[LiveChange]:
        """The article's change of this number: published, updated, and withdrawn in the end."""
        withdrawn = withdrawn or seq > 2
        topics = ("lang:en", "category:test")
        change = LiveChange(
            change="withdrawn" if withdrawn else "published" if seq == 1 else "updated",
            seq=seq,
            article=self._tombstone(seq) if withdrawn else self._article(seq),
            topics_before=() if seq == 1 else topics,
            topics_after=() if withdrawn else topics,
        )
        return ARTICLE_PUBLISHED.event(change, time=self._now)

    def _article(self, seq: int) -> PublicArticle:
        return PublicArticle(
            id=self._id,
            story_id=self._id,
            revision=seq,
            seq=seq,
            language="en",
            headline="A webhook check, not news",
            category="test",
            published_at=self._now,
            updated_at=self._now,
            url=f"https://news.example/en/test/{self._id}",
            body="This article was sent by a webhook check.",
            body_html="<p>This article was sent by a webhook check.</p>",
            source=_SOURCE,
        )

    def _tombstone(self, seq: int) -> Tombstone:
        return Tombstone(
            id=self._id,
            story_id=self._id,
            revision=seq,
            seq=seq,
            language="en",
            first_published_at=self._now,
        )


def _another_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _taken(answer: Answer) -> tuple[bool, Answer]:
    return answer.is_success, answer


def _refused(answer: Answer) -> tuple[bool, Answer]:
    return answer.is_refusal, answer
