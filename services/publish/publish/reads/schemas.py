"""JSON Schemas of events' data, at the addresses that their `dataschema` names."""

from http import HTTPStatus

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from newsroom.events.data_schemas import MEDIA_TYPE, data_schemas
from newsroom.http.app import known_query
from newsroom.http.openapi import content, problems
from newsroom.http.problems import ProblemError

# They change with a release only.
_HEADERS = {"Cache-Control": "public, max-age=3600"}


def schema_routes() -> APIRouter:
    """`GET /v1/schemas/{type}`."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])

    @router.get(
        "/schemas/{event_type}",
        response_class=Response,
        responses={**content(MEDIA_TYPE, schema={"type": "object"}), **problems(404)},
    )
    def schema(event_type: str) -> Response:
        """The JSON Schema of the `data` of one type of event: what its `dataschema` names."""
        document = data_schemas().get(event_type)
        if document is None:
            known = ", ".join(sorted(data_schemas()))
            raise ProblemError(HTTPStatus.NOT_FOUND, f"No event has this type. There are: {known}.")
        return Response(document, media_type=MEDIA_TYPE, headers=_HEADERS)

    return router
