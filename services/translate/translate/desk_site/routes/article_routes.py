"""Routes of one article: its page with the public outputs to check, and orders about it."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from newsroom.events.desk import OrderVerb
from translate.desk.orders import DeskOrders
from translate.desk.read_model import DeskReadModel
from translate.desk_site.forms import Form
from translate.desk_site.page_models import ArticlePage, Notice, Shell
from translate.desk_site.public_outputs import public_outputs
from translate.desk_site.request_errors import RefusedError, checked_id
from translate.desk_site.responses import Responses

_VERBS: tuple[OrderVerb, ...] = ("withdraw", "restore", "lift-embargo")


def article_routes(router: APIRouter, responses: Responses, orders: DeskOrders) -> None:
    """Adds the article's page and the form that orders."""
    reads = responses.reads

    @router.get("/desk/articles/{article_id}")
    async def article(request: Request, article_id: str) -> Response:
        async def build(shell: Shell) -> ArticlePage:
            return await _page(reads, responses.public_url, checked_id(article_id), shell)

        return await responses.page(request, build)

    @router.post("/desk/articles/{article_id}/order")
    async def order(request: Request, article_id: str) -> Response:
        """Orders something of an article; ingest carries it out."""
        session, form = await responses.authentication.change(request)
        verb, reason = _verb(form), form.required_reason
        if await reads.story(checked_id(article_id)) is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
        await orders.order(article_id, verb, session.editor, reason)
        return responses.redirect(f"/desk/articles/{article_id}", Notice(verb))


async def _page(reads: DeskReadModel, public_url: str, article_id: str, shell: Shell) -> ArticlePage:
    story = await reads.story(article_id)
    if story is None:
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")
    members = await reads.articles({article_id, *(member.id for member in story.articles.values())})
    siblings = [view for view in members.values() if view.id != article_id]
    trail, undoable = await reads.audit_trail([article_id])
    named = {end for entry in trail for pair in entry.pairs for end in (pair.article_id, pair.other_id)}
    shown = members[article_id]
    return ArticlePage(
        shell=shell,
        article=shown,
        siblings=siblings,
        audit_trail=trail,
        outputs=public_outputs(shown, siblings, public_url) if shown.status == "withdrawn" else (),
        public_url=public_url,
        others=members | await reads.articles(named - members.keys()),
        undoable=undoable,
    )


def _verb(form: Form) -> OrderVerb:
    verbs = [verb for verb in _VERBS if verb == form.get("order")]
    if not verbs:
        raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
    return verbs[0]
