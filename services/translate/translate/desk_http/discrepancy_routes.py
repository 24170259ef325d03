"""Routes of discrepancies: the values that differ between the variants of one story, and their settlement."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from newsroom.http.openapi import problems
from newsroom.http.problems import FieldProblem, ProblemError
from translate.desk.acts import NotKnownError
from translate.desk.settlements import DeskSettlements, NotAmongError
from translate.desk_http import schemas
from translate.discrepancies.model import ListedDiscrepancy

Limit = Annotated[int, Query(ge=1, le=100)]
CursorText = Annotated[str | None, Query(alias="cursor", pattern=r"^[0-9]{1,9}$")]


def discrepancy_routes(router: APIRouter, settlements: DeskSettlements, by_key: Callable[..., str]) -> None:
    """Adds the list, and the settlement of one."""

    @router.get("/discrepancies")
    async def discrepancies(
        limit: Limit = 20, cursor: CursorText = None, state: Literal["open", "settled"] | None = None
    ) -> schemas.DiscrepancyPage:
        """What the variants of one story contradict each other in, open before settled, by pages."""
        place = int(cursor) if cursor else 0
        listed = await settlements.store.listed(place, limit, state)
        following = str(place + limit) if len(listed) == limit else None
        return schemas.DiscrepancyPage(discrepancies=[_shown(one) for one in listed], cursor=following)

    @router.post("/discrepancies/{discrepancy_id}", responses=problems(404))
    async def settle(
        discrepancy_id: str, request: schemas.SettlementRequest, editor: Annotated[str, Depends(by_key)]
    ) -> schemas.Discrepancy:
        """Settles one: one language is right, or several may stand."""
        try:
            settled = await settlements.settle(discrepancy_id, request.right, editor, request.reason)
        except NotKnownError as error:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"{error}.") from error
        except NotAmongError as error:
            problem = FieldProblem("right", f"{error} has no value here")
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"right: {problem.problem}.", errors=[problem]
            ) from error
        return _shown(settled)


def _shown(listed: ListedDiscrepancy) -> schemas.Discrepancy:
    own, settlement = listed.discrepancy, listed.settlement
    return schemas.Discrepancy(
        id=own.id,
        story_id=own.story_id,
        kind=own.kind,
        values=own.values,
        sentences={language: sentence.text for language, sentence in own.sentences.items()},
        marks={language: (sentence.start, sentence.end) for language, sentence in own.sentences.items()},
        articles={language: sentence.article_id for language, sentence in own.sentences.items()},
        state=listed.state,
        right=settlement.right if settlement else None,
        reason=settlement.reason if settlement else None,
        editor=settlement.editor if settlement else None,
    )
