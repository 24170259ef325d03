"""`GET /v1/sources`: the sources that are polled, as they are now."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from ingest.access.keys import Sender
from ingest.articles.desk_settings import DeskSettings
from ingest.sources.polling.report import SourcesAnswer, answered_questions
from ingest.sources.polling.supervise import PollSupervisor
from newsroom.http.app import known_query


def sources_api(
    sender: Callable[[Request], Awaitable[Sender]], polling: PollSupervisor, settings: DeskSettings
) -> APIRouter:
    """The route; a key sees the sources that it may send for."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(known_query)])
    By = Annotated[Sender, Depends(sender)]  # noqa: N806 - a type

    @router.get("/sources")
    async def sources(by: By) -> SourcesAnswer:
        """The sources that are polled, as they are now; those that the key may send for."""
        statuses = await polling.statuses()
        answers = answered_questions(settings.current.answers.values(), polling.file.sources, settings.rules)
        return SourcesAnswer(
            sources=[status for status in statuses if by.may_send(status.source)],
            answers=[answer for answer in answers if by.may_send(answer.source)],
            problem=polling.file.problem,
        )

    return router
