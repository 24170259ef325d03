"""Command `newsroom subscriptions`: makes, shows, steers and ends subscriptions of one key."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

import typer

from newsroom.client.subscriptions import (
    Delivery,
    NewSubscription,
    Subscription,
    Subscriptions,
    connected,
)
from newsroom.client.topics import Topics
from newsroom.commands import console, endpoints
from newsroom.commands.console import fail, out
from newsroom.commands.http_calls import SUBSCRIBER_KEY, calling
from newsroom.commands.options import AsJson, Categories, Languages, Tags

app = typer.Typer(
    no_args_is_help=True,
    help="Tend subscriptions. NEWSROOM_PUBLISH_URL and NEWSROOM_SUBSCRIBER_KEY name publish and the key, "
    "else the system here.",
)

_Result = TypeVar("_Result")
SubscriptionId = Annotated[str, typer.Argument(metavar="ID", help="sub_…, as `list` prints it.")]


@app.command("list")
def list_subscriptions(*, as_json: AsJson = False) -> None:
    """List them: state, kind, name, and what waits."""

    async def print_all() -> None:
        async with _subscriptions() as calls:
            async for subscription in calls.all():
                out.print(_encoded(subscription) if as_json else _line(subscription), markup=False)

    _run(print_all())


@app.command()
def create(
    name: str,
    hook: Annotated[
        str | None, typer.Option(help="Address that events are posted to; without it, a stream.")
    ] = None,
    feed_hook: Annotated[
        str | None,
        typer.Option(help="Address that the feed of --lang and --category is posted to."),
    ] = None,
    lang: Languages = None,
    category: Categories = None,
    tag: Tags = None,
    change: Annotated[
        list[str] | None, typer.Option(help="A kind of change, such as `published`, again for more.")
    ] = None,
    start: Annotated[str, typer.Option("--from", help="`now`, `earliest` or a cursor.")] = "now",
    backup_hook: Annotated[str | None, typer.Option(help="A second address, for failures.")] = None,
    batch: Annotated[int | None, typer.Option(min=1, max=100, help="Events of one request.")] = None,
    max_age_hours: Annotated[
        float | None, typer.Option(help="Leave out what is older after a pause.")
    ] = None,
    contact: Annotated[str | None, typer.Option(help="Whom to tell of trouble.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make one. The secret that signs what is posted is shown this once."""
    if hook and feed_hook:
        fail("--hook gets events, --feed-hook a feed: make two subscriptions")
    wanted = NewSubscription(
        name=name,
        kind="webhook" if hook else "websub" if feed_hook else "stream",
        topics=Topics(
            lang=tuple(lang or ()),
            category=tuple(category or ()),
            tag=tuple(tag or ()),
            change=tuple(change or ()),
        ),
        start=start,
        url=hook or feed_hook,
        backup_url=backup_hook,
        batch=batch,
        max_age_hours=max_age_hours,
        contact=contact,
    )

    async def call() -> Subscription:
        async with _subscriptions() as calls:
            return await calls.create(wanted)

    _print(_run(call()), as_json=as_json)


@app.command()
def show(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """Show one, with its lag and its last attempts."""

    async def call() -> tuple[Subscription, tuple[Delivery, ...]]:
        async with _subscriptions() as calls:
            return await calls.find(subscription_id), await calls.deliveries(subscription_id, 5)

    subscription, deliveries = _run(call())
    _print(subscription, as_json=as_json)
    if not as_json:
        for delivery in deliveries:
            out.print(_attempt(delivery), markup=False)


@app.command()
def pause(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """Keep its events, save withdrawals, until it is resumed."""

    async def call() -> Subscription:
        async with _subscriptions() as calls:
            return await calls.set_state(subscription_id, "paused")

    _print_line(_run(call()), as_json)


@app.command()
def resume(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """Send what waits, and what comes."""

    async def call() -> Subscription:
        async with _subscriptions() as calls:
            return await calls.set_state(subscription_id, "active")

    _print_line(_run(call()), as_json)


@app.command()
def rotate(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """Make a new secret, shown this once. The one before signs too, until the next."""

    async def call() -> str:
        async with _subscriptions() as calls:
            return (await calls.rotate(subscription_id)).secret

    secret = _run(call())
    console.show({"id": subscription_id, "secret": secret}, f"secret, shown this once: {secret}", as_json)


@app.command()
def test(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """Send a test event now. Exit code 1 if it was not taken."""

    async def call() -> Delivery:
        async with _subscriptions() as calls:
            return await calls.test(subscription_id)

    _conclude(_run(call()), as_json)


@app.command()
def resend(subscription_id: SubscriptionId, cursor: str, *, as_json: AsJson = False) -> None:
    """Send one event of the log again, now. Exit code 1 if it was not taken."""

    async def call() -> Delivery:
        async with _subscriptions() as calls:
            return await calls.resend(subscription_id, cursor)

    _conclude(_run(call()), as_json)


@app.command()
def replay(
    subscription_id: SubscriptionId,
    start: Annotated[str, typer.Option("--from", help="A cursor, or `earliest`.")],
    end: Annotated[str | None, typer.Option("--to", help="A cursor; else today's end.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Send a part of the log again, beside what is new."""

    async def call() -> Subscription:
        async with _subscriptions() as calls:
            return await calls.replay(subscription_id, start, end)

    _print_line(_run(call()), as_json)


@app.command()
def deliveries(
    subscription_id: SubscriptionId,
    limit: Annotated[int, typer.Option(max=100)] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the last attempts, newest first."""

    async def call() -> tuple[Delivery, ...]:
        async with _subscriptions() as calls:
            return await calls.deliveries(subscription_id, limit)

    for delivery in _run(call()):
        out.print(delivery.model_dump_json() if as_json else _attempt(delivery), markup=False)


@app.command()
def delete(subscription_id: SubscriptionId, *, as_json: AsJson = False) -> None:
    """End it, with its stream and its log of deliveries."""

    async def call() -> None:
        async with _subscriptions() as calls:
            await calls.delete(subscription_id)

    _run(call())
    console.show({"id": subscription_id, "act": "deleted"}, f"deleted: {subscription_id}", as_json)


@asynccontextmanager
async def _subscriptions() -> AsyncGenerator[Subscriptions]:
    async with connected(endpoints.publish(None), endpoints.subscriber_key()) as calls:
        yield calls


def _run(call: Coroutine[Any, Any, _Result]) -> _Result:
    """The result. Ends the command where publish refuses the call, or is away."""
    try:
        with calling("publish", endpoints.publish(None), SUBSCRIBER_KEY):
            return asyncio.run(call)
    finally:
        call.close()  # else it warns that it was never awaited, where no publish is known


def _print(subscription: Subscription, *, as_json: bool) -> None:
    if as_json:
        out.print(_encoded(subscription), markup=False)
        return
    out.print(_line(subscription), markup=False)
    for label, value in _details(subscription):
        if value not in (None, ""):
            out.print(f"  {label}: {value}", markup=False)


def _details(subscription: Subscription) -> tuple[tuple[str, object], ...]:
    topics = subscription.topics
    return (
        ("secret, shown this once", subscription.secret),
        ("url", subscription.url),
        ("backup url", subscription.backup_url),
        ("stream", subscription.stream),
        ("feed", subscription.feed),
        ("lease until", subscription.lease_until),
        *((name, ", ".join(getattr(topics, name))) for name in type(topics).model_fields),
        ("from", subscription.start),
        ("cursor", subscription.cursor),
        ("last confirmed", subscription.last_confirmed),
        ("batch", subscription.batch),
        ("max age, hours", subscription.max_age_hours),
        ("contact", subscription.contact),
    )


def _line(subscription: Subscription) -> str:
    waiting = f"  {subscription.undelivered} wait for another attempt" if subscription.undelivered else ""
    return f"{subscription.id}  {subscription.state:<7}  {subscription.kind:<7}  {subscription.name}{waiting}"


def _attempt(delivery: Delivery) -> str:
    outcome = "delivered" if delivery.delivered else "failed"
    answer = delivery.error if delivery.status is None else f"{delivery.status} {delivery.excerpt}".strip()
    at = delivery.at.isoformat(timespec="seconds")
    return f"{at}  {outcome}, attempt {delivery.attempt}, {delivery.seconds} s: {delivery.id}: {answer}"


def _print_line(subscription: Subscription, as_json: bool) -> None:
    out.print(_encoded(subscription) if as_json else _line(subscription), markup=False)


def _conclude(delivery: Delivery, as_json: bool) -> None:
    out.print(delivery.model_dump_json() if as_json else _attempt(delivery), markup=False)
    if not delivery.delivered:
        raise typer.Exit(1)


def _encoded(subscription: Subscription) -> str:
    return subscription.model_dump_json(by_alias=True, exclude_none=True)
