"""Command `newsroom canary`: times the newsroom from ingest to each kind of consumer, until Ctrl-C."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from typing import Annotated

import httpx
import typer
from prometheus_client import start_http_server

from newsroom.client import subscriptions
from newsroom.client.ingest_client import ingest_client
from newsroom.commands import endpoints
from newsroom.commands.console import err, fail, show
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.options import AsJson, DryRun
from newsroom.commands.signals import until_signalled
from newsroom.runtime.clock import SystemClock

EVERY = 300.0
METRICS_PORT = 8020
_TIMEOUT_SECONDS = 10.0
_HERE = "127.0.0.1"


def canary(
    every: Annotated[float, typer.Option(min=1, help="Seconds between two canaries.")] = EVERY,
    metrics_port: Annotated[int, typer.Option(help="Of /metrics, on --metrics-host.")] = METRICS_PORT,
    metrics_host: Annotated[str, typer.Option(help="Where /metrics listens.")] = _HERE,
    without: Annotated[
        list[str] | None,
        typer.Option(help="A consumer to leave out (changes, sse, webhook, stream), again for more."),
    ] = None,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send an article that nobody can ever see, and time it; time real changes at consumers of every kind.

    NEWSROOM_INGEST_URL, NEWSROOM_PUBLISH_URL, their keys, REDIS_URL and MONGO_URL name the newsroom, else it
    is the one here. The web hook needs NEWSROOM_WEBHOOK_ALLOW=127.0.0.1 at publish.
    """
    ingest, publish, key = endpoints.ingest(None, None), endpoints.publish(None), endpoints.subscriber_key()
    if dry_run:
        text = f"would be sent to {ingest.url} every {every:.0f} s, withdrawn for ever: canary:canary"
        show({"act": "would be sent", "ingest": ingest.url, "every": every}, text, as_json)
        return
    try:
        start_http_server(metrics_port, metrics_host)
    except OSError as error:
        fail(f"port {metrics_port} cannot be had ({error.strerror}): choose another with --metrics-port")
    asyncio.run(until_signalled(_watch(ingest, publish, key, every, frozenset(without or ()), as_json)))


async def _watch(
    ingest: IngestEndpoint, publish: str, key: str, every: float, without: frozenset[str], as_json: bool
) -> None:
    # Of the extras newsroom[fetch,mongo], which most commands do without.
    from newsroom.canary import consumers  # noqa: PLC0415 - see above
    from newsroom.canary.probe import Probe  # noqa: PLC0415 - see above
    from newsroom.canary.watch import Watch  # noqa: PLC0415 - see above
    from newsroom.stores.article_records import MongoArticleRecords  # noqa: PLC0415 - see above

    def observed(path: str, seconds: float) -> None:
        show({"path": path, "seconds": round(seconds, 3)}, f"{path:<8} {seconds:.3f} s", as_json)

    async with AsyncExitStack() as opened:
        redis = await opened.enter_async_context(endpoints.redis_connection())
        db = await opened.enter_async_context(endpoints.mongo_connection())
        sender = await opened.enter_async_context(ingest_client(ingest.url, ingest.key))
        calls = await opened.enter_async_context(subscriptions.connected(publish, key))
        reader = await opened.enter_async_context(
            httpx.AsyncClient(base_url=publish, timeout=_TIMEOUT_SECONDS, trust_env=False)
        )
        follows = {
            "changes": partial(consumers.polled, reader),
            "sse": partial(consumers.streamed, reader),
            "webhook": partial(consumers.posted, calls),
            "stream": partial(consumers.grouped, calls, redis),
        }
        if unknown := without.difference(follows):
            fail(f"--without {', '.join(sorted(unknown))}: there are {', '.join(follows)}")
        wanted = {name: follow for name, follow in follows.items() if name not in without}
        probe = Probe(sender, MongoArticleRecords(db))
        await Watch(probe, wanted, SystemClock(), every, observed, _print_failure).run()


def _print_failure(path: str, error: Exception) -> None:
    """Says an outage once; it is waited out."""
    reason = error.response.text if isinstance(error, httpx.HTTPStatusError) else str(error) or repr(error)
    err.print(f"{path}: {reason} (trying again)", style="yellow", markup=False)
