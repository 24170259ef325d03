"""Errors over HTTP: RFC 9457 problem details that name the field and its problem."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
_FIELD_NAME = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Problem of one field (`media.0.url`), and its cure where that is not plain."""

    field: str
    problem: str
    cure: str | None = None

    def as_json(self) -> dict[str, str]:
        cure = {} if self.cure is None else {"cure": self.cure}
        return {"field": self.field, "problem": self.problem, **cure}


class ProblemError(Exception):
    """Refusal of a request. `retry_after` is in seconds; `extra` are further members of the details."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        title: str | None = None,
        errors: Sequence[FieldProblem] = (),
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.title = title or HTTPStatus(status).phrase
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)
        self.extra = dict(extra or {})

    def __reduce__(self) -> tuple[type["ProblemError"], tuple[int, str], dict[str, Any]]:
        """Pickles; else an exception's arguments would be taken for those of its `__init__`."""
        return type(self), (self.status, self.detail), self.__dict__

    def as_json(self) -> dict[str, Any]:
        """The problem details."""
        members = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        errors = {"errors": [error.as_json() for error in self.errors]} if self.errors else {}
        return {**members, **errors, **self.extra}

    def response(self) -> Response:
        return JSONResponse(self.as_json(), self.status, self.headers, media_type=MEDIA_TYPE)


def invalid(errors: Iterable[ErrorDetails]) -> ProblemError:
    """Problem of pydantic's errors: 400 for malformed JSON, else 422 with every field named."""
    details = list(errors)
    for error in details:
        if error["type"] == "json_invalid":
            return ProblemError(HTTPStatus.BAD_REQUEST, f"{error['msg']}.", title="Malformed JSON")
    problems = field_problems(details)
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(problems), errors=problems)


def field_problems(errors: Iterable[ErrorDetails]) -> list[FieldProblem]:
    """Distinct problems by field: a union's branches each report the same one."""
    return list(dict.fromkeys(FieldProblem(_field(error), _wording(error), _cure(error)) for error in errors))


def install_problems(app: FastAPI) -> None:
    """Turns every error of the app into problem details; the outage of a store is a 503."""

    @app.exception_handler(StoreUnavailableError)
    async def unavailable(_: Request, error: StoreUnavailableError) -> Response:
        _log.warning("http.store_unavailable", reason=str(error))
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return ProblemError(status, "A store does not answer; try again soon.", retry_after=1).response()

    @app.exception_handler(ProblemError)
    async def problem(_: Request, error: ProblemError) -> Response:
        return error.response()

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := _allowed_methods(request)):
            headers["Allow"] = ", ".join(allowed)
        return ProblemError(error.status_code, str(error.detail), headers=headers).response()

    @app.exception_handler(RequestValidationError)
    async def request(_: Request, error: RequestValidationError) -> Response:
        return _of_request(error).response()

    @app.exception_handler(Exception)
    async def unforeseen(_: Request, error: Exception) -> Response:  # noqa: ARG001 - the server logs it
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return ProblemError(status, "This is our fault, not yours, and has been logged.").response()


def _allowed_methods(request: Request) -> list[str]:
    """The methods of all routes of a request's path; the framework gives those of the first alone."""
    path = request.scope["path"]
    routes = [
        (route.path, route.methods)
        for route in iter_route_contexts(request.app.routes)
        if route.methods and route.path_regex.match(path)
    ]
    return sorted({method for own, methods in routes if own == routes[0][0] for method in methods})


def _of_request(error: RequestValidationError) -> ProblemError:
    """422 for a field of the body, 400 for a malformed query or path."""
    reported: list[ErrorDetails] = list(error.errors())
    details: list[ErrorDetails] = [{**detail, "loc": detail["loc"][1:]} for detail in reported]
    if any(detail["type"] == "json_invalid" or detail["loc"][0] == "body" for detail in reported):
        return invalid(details)
    problems = field_problems(details)
    return ProblemError(HTTPStatus.BAD_REQUEST, _sentence(problems), errors=problems)


def _field(error: ErrorDetails) -> str:
    """The field's path, without pydantic's names of a union's branches."""
    *path, last = error["loc"] or ("",)
    named = [str(part) for part in path if isinstance(part, int) or _FIELD_NAME.fullmatch(part)]
    if error["type"] == "extra_forbidden" or isinstance(last, int) or _FIELD_NAME.fullmatch(last):
        named.append(str(last))
    return ".".join(named)


def _wording(error: ErrorDetails) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "there is no such field"
        case "missing":
            return "it must be there"
        case "too_long":
            return f"it is a list of more than {error['ctx']['max_length']}"
        case _:
            text = error["msg"].removeprefix("Value error, ")
            return text[:1].lower() + text[1:]


def _cure(error: ErrorDetails) -> str | None:
    return f"send at most {error['ctx']['max_length']}" if error["type"] == "too_long" else None


def _sentence(problems: Sequence[FieldProblem]) -> str:
    return "; ".join(f"{p.field}: {p.problem}" if p.field else p.problem for p in problems) + "."
