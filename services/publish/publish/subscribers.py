"""The edge towards the streams: which handler takes which event of which group."""

from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_ORDERED,
    ARTICLE_PUBLISHED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    DOCUMENT_RECEIVED,
    LINK_DECIDED,
    LINK_SUGGESTED,
    LINKING_SWITCHED,
    STORY_LINKED,
    TOPIC_CURATED,
)
from newsroom.streams.router import Router
from newsroom.streams.topology import ARCHIVE, PUBLISH, RECEIPTS
from publish.audit.handlers import AuditHandlers
from publish.log.archive import Archivist
from publish.receipts.keep import Bookkeeper
from publish.visibility.handlers import VisibilityHandlers


def publish_router(visibility: VisibilityHandlers, audit: AuditHandlers) -> Router:
    """Group `publish`: everything that ingest and translate emit, but documents."""
    return (
        Router()
        .on(ARTICLE_CREATED, visibility.handle_revisions)
        .on(ARTICLE_UPDATED, visibility.handle_revisions)
        .on(ARTICLE_WITHDRAWN, visibility.handle_withdrawals)
        .on(STORY_LINKED, visibility.handle_stories)
        .on(LINK_DECIDED, audit.handle_decisions)
        .on(LINK_SUGGESTED, audit.handle_suggestions)
        .on(ARTICLE_ORDERED, audit.handle_orders)
        .on(TOPIC_CURATED, audit.handle_curations)
        .on(LINKING_SWITCHED, audit.handle_switches)
        .covering(PUBLISH)
    )


def archive_router(archivist: Archivist) -> Router:
    """Group `archive`: the live log, into MongoDB."""
    return Router().on_entries(ARTICLE_PUBLISHED, archivist.archive).covering(ARCHIVE)


def receipts_router(bookkeeper: Bookkeeper) -> Router:
    """Group `publish-receipts`: what ingest received."""
    return Router().on(DOCUMENT_RECEIVED, bookkeeper.keep).covering(RECEIPTS)
