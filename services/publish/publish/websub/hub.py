"""Use case of the hub: takes a request, within bounds; whether it is meant is verified afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.runtime.clock import Clock
from publish.subscriptions.feed_addresses import FeedAddresses
from publish.subscriptions.secrets import Sealer
from publish.subscriptions.target_urls import TargetCheck, host_of
from publish.websub.hub_request import HubRequest, MalformedFormError, WrongFieldError, parse_form
from publish.websub.intents import Intent, intent_of
from publish.websub.ports import IntentStore, LeasedSubscriptions, Leases

_PENDING, _PENDING_OF_HOST = 1000, 50  # intents that wait to be verified
_RETRY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Bounds:
    """Most subscriptions without a key, in all and by host of the callback."""

    in_all: int
    of_host: int


@dataclass(frozen=True, slots=True)
class FeedHub:
    """Hub of the feeds. `changed` wakes the verification of this process."""

    addresses: FeedAddresses
    subscriptions: LeasedSubscriptions
    leases: Leases
    intents: IntentStore
    sealer: Sealer
    targets: TargetCheck
    bounds: Bounds
    clock: Clock
    changed: Callable[[], None]

    async def accept(self, body: bytes) -> Intent:
        """Takes a form. Raises ProblemError, and StoreUnavailableError."""
        request = self._parsed(body)
        if request.secret is not None and not self.sealer.is_ready:
            detail = "A secret needs NEWSROOM_SECRETS_KEY, which encrypts it; subscribe without one."
            raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, title="Not configured")
        refusal = self.targets.refusal(request.callback)
        if refusal is not None:
            raise _wrong("hub.callback", refusal)
        intent = intent_of(request, self.sealer, self.clock.now())
        await self._check_room(intent)
        await self.intents.put(intent)
        self.changed()
        return intent

    def _parsed(self, body: bytes) -> HubRequest:
        try:
            return parse_form(body, self.addresses)
        except MalformedFormError as error:
            raise ProblemError(HTTPStatus.BAD_REQUEST, str(error)) from error
        except WrongFieldError as error:
            raise _wrong(error.field, error.problem) from error

    async def _check_room(self, intent: Intent) -> None:
        """Bounds what is new. What is there may be renewed or ended whatever a flood has filled."""
        if await self.subscriptions.find(None, intent.id) is not None:
            return
        host = host_of(intent.callback)
        if await self.intents.count(host) >= _PENDING_OF_HOST:
            raise _full(HTTPStatus.TOO_MANY_REQUESTS, f"Too many requests wait for {host} to confirm them.")
        if await self.intents.count() >= _PENDING:
            raise _full(HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait to be confirmed.")
        reason = await lacking_room(self.leases, self.bounds, host)
        if reason is not None and intent.mode == "subscribe":
            raise _full(HTTPStatus.TOO_MANY_REQUESTS, reason)


async def lacking_room(leases: Leases, bounds: Bounds, host: str) -> str | None:
    """The reason why there is no room for another subscription without a key; None where there is."""
    if await leases.count_anonymous(host) >= bounds.of_host:
        return f"The most subscriptions that {host} may have are {bounds.of_host}."
    if await leases.count_anonymous() >= bounds.in_all:
        return "The hub has as many subscriptions as it takes."
    return None


def _wrong(field: str, problem: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNPROCESSABLE_ENTITY, f"{field}: {problem}.", errors=[FieldProblem(field, problem)]
    )


def _full(status: HTTPStatus, detail: str) -> ProblemError:
    return ProblemError(status, detail, retry_after=_RETRY_SECONDS)
