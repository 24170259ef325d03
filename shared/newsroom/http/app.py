"""App and server of every service's HTTP edge: problem details, health, metrics, AsyncAPI."""

import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

import uvicorn
from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest, start_http_server
from starlette.types import ASGIApp, Receive, Scope, Send

from newsroom.events.envelope import rfc3339
from newsroom.http.docs import install_docs
from newsroom.http.guarded_protocol import ConnectionBounds, Door, GuardedProtocol
from newsroom.http.openapi import ApiDescription, DescribedApp, Responses, content
from newsroom.http.problems import FieldProblem, ProblemError, install_problems
from newsroom.http.proxies import TrustedProxies
from newsroom.runtime import metrics
from newsroom.runtime.build import build_from_environment
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.process import freeze_garbage_collector, raise_open_file_limit
from newsroom.runtime.settings import ServiceSettings
from newsroom.runtime.watchdog import Watchdog

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Ready = Callable[[], Awaitable[list[str]]]

ASYNCAPI_MEDIA_TYPE = "application/vnd.aai.asyncapi+json;version=3.0.0"
_OPERATIONS = "operations"
_CLOSED = ("/metrics", "/v1/subscriptions")
_OTHER_FILES = 128  # the stores' connections, files and pipes
_SHUTDOWN_SECONDS = 10
_STARTUP_FAILURE = 3  # as uvicorn's own command


def create_app(
    title: str,
    *,
    ready: Ready,
    lifespan: Lifespan,
    settings: ServiceSettings,
    asyncapi: Callable[[], bytes],
    description: ApiDescription | None = None,
    open_reads: bool = False,
) -> FastAPI:
    """A service's app. `ready` returns the reasons not to be ready: empty, and it is.

    `asyncapi` returns the AsyncAPI document: `newsroom.streams.asyncapi.asyncapi_document`.
    `description` goes into the OpenAPI document. With `open_reads` pages of any origin may read (CORS).
    """
    # A redirect of the framework's own would name whatever host a request names.
    app = DescribedApp(
        description or ApiDescription(),
        title=title,
        lifespan=_with_metrics(lifespan, settings),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    install_problems(app)
    install_docs(app)
    _install_health(app, ready)
    if settings.metrics_port is None:
        app.add_api_route(
            "/metrics",
            _metrics,
            name="metrics",
            response_class=Response,
            responses=content("text/plain", description="Prometheus' text format"),
            tags=[_OPERATIONS],
        )
    _install_asyncapi(app, asyncapi)
    if open_reads:
        app.add_middleware(
            _OpenReads, allow_origins=["*"], allow_methods=["GET", "HEAD"], allow_headers=["*"]
        )
    return app


class _OpenReads(CORSMiddleware):
    """CORS of what is open to everybody: not of metrics, nor of calls that need a key."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_CLOSED):
            await self.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def known_query(request: Request) -> None:
    """Dependency of a route: an unknown query parameter is a 400, since a misspelt filter filters nothing."""
    known = _query_names(request.scope["route"].dependant)
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        cure = f"known are {', '.join(sorted(known))}" if known else "this call takes none"
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"There is no query parameter {unknown[0]}; {cure}.",
            errors=[FieldProblem(name, "there is no such query parameter", cure) for name in unknown],
        )


def _query_names(dependant: Dependant) -> set[str]:
    own = {parameter.alias for parameter in dependant.query_params}
    return own.union(*map(_query_names, dependant.dependencies))


def serve(
    app: ASGIApp,
    settings: ServiceSettings,
    *,
    trust_forwarded: bool = False,
    protocol: type[GuardedProtocol] = GuardedProtocol,
) -> None:
    """Serves until SIGINT or SIGTERM; requests in flight are finished first.

    With `trust_forwarded` the headers of a proxy in FORWARDED_ALLOW_IPS give the client's address and scheme;
    services that need neither spare the parsing. `protocol` is the connections' own.
    """
    open_files = raise_open_file_limit()
    freeze_garbage_collector()
    check_port(settings.host, settings.port)
    if settings.metrics_port is not None:
        check_port(settings.host, settings.metrics_port, "NEWSROOM_METRICS_PORT")
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=_with_door(protocol, settings, open_files),
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=trust_forwarded,
            forwarded_allow_ips=settings.forwarded_allow_ips,
            server_header=False,
            headers=_headers(settings),
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
    )
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(_STARTUP_FAILURE)


def _with_door(
    protocol: type[GuardedProtocol], settings: ServiceSettings, open_files: int
) -> type[GuardedProtocol]:
    """The protocol with bounds of this server's own."""
    bounds = ConnectionBounds(
        of_an_address=settings.address_connections, in_all=max(1, open_files - _OTHER_FILES)
    )
    proxies = TrustedProxies.parse(settings.forwarded_allow_ips)
    return type(protocol.__name__, (protocol,), {"door": Door(bounds, proxies)})


def _headers(settings: ServiceSettings) -> list[tuple[str, str]]:
    """The headers of every answer."""
    seconds = settings.hsts_seconds
    return [("strict-transport-security", f"max-age={seconds}")] if seconds else []


class _Server(uvicorn.Server):
    """Server whose loop is watched: one that turns no more ends the process."""

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        async with Watchdog():
            await super().serve(sockets)


def check_port(host: str, port: int, variable: str = "NEWSROOM_PORT") -> None:
    """Raises SystemExit with one sentence where the port cannot be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"port {port} of {host} cannot be had ({error.strerror}): another process listens there, or "
                f"a connection of another program has borrowed it; end that, or set {variable}"
            ) from None


def _install_health(app: FastAPI, ready: Ready) -> None:
    build, started_at = build_from_environment(), rfc3339(SystemClock().now())
    alive = {"status": "live", "version": build.version, "commit": build.commit, "started_at": started_at}

    @app.get("/health/live", responses=_status("live", *alive), tags=[_OPERATIONS])
    async def live() -> Response:
        """Whether the process runs, which build it is, and since when."""
        return JSONResponse(alive)

    @app.get("/health/ready", responses=_status("ready", "status"), tags=[_OPERATIONS])
    async def readiness() -> Response:
        """Whether it can serve; 503 with the reasons where it cannot."""
        reasons = await ready()
        metrics.READY.set(not reasons)
        if reasons:
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE, "; ".join(reasons), title="Not ready", retry_after=1
            )
        return JSONResponse({"status": "ready"})


def _status(status: str, *members: str) -> Responses:
    texts = {name: {"type": "string"} for name in members}
    properties = {**texts, "status": {"const": status}}
    schema = {"type": "object", "required": list(members), "properties": properties}
    return content("application/json", schema=schema)


def _install_asyncapi(app: FastAPI, asyncapi: Callable[[], bytes]) -> None:
    @app.get(
        "/asyncapi",
        response_class=Response,
        responses=content(ASYNCAPI_MEDIA_TYPE, schema={"type": "object"}),
        tags=[_OPERATIONS],
    )
    def asyncapi_document() -> Response:
        """All streams and events, in AsyncAPI 3."""
        return Response(asyncapi(), media_type=ASYNCAPI_MEDIA_TYPE)


def _metrics() -> Response:
    """Metrics of the process, where they have no port of their own."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _with_metrics(lifespan: Lifespan, settings: ServiceSettings) -> Lifespan:
    """The service's own lifespan, with /metrics on a separate port where one is set."""

    @contextlib.asynccontextmanager
    async def both(app: FastAPI) -> AsyncIterator[None]:
        async with lifespan(app):
            if settings.metrics_port is None:
                yield
                return
            server, thread = start_http_server(settings.metrics_port, settings.host)
            try:
                yield
            finally:
                server.shutdown()
                server.server_close()
                thread.join()

    return both
