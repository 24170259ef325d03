"""Edge towards the streams: the router of each consumer group, from event to handler."""

from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_HELD,
    ARTICLE_ORDERED,
    ARTICLE_PUBLISHED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    DISCREPANCY_SETTLED,
    DOCUMENT_RECEIVED,
    LINK_DECIDED,
    LINK_SUGGESTED,
    LINKING_SWITCHED,
    SOURCE_QUARANTINED,
    SOURCE_SUSPECTED,
    STORY_LINKED,
    SUBSCRIPTION_ORDERED,
    TOPIC_CURATED,
)
from newsroom.streams.router import Router
from newsroom.streams.topology import ARCHIVE, ORDERED_SUBSCRIPTIONS, PUBLISH, RECEIPTS
from publish.audit.handlers import AuditHandlers
from publish.log.archive import ArchiveHandler
from publish.receipts.handlers import ReceiptHandler
from publish.subscriptions.orders import SubscriptionOrders
from publish.visibility.handlers import VisibilityHandlers


def publish_router(visibility: VisibilityHandlers, audit: AuditHandlers) -> Router:
    """Group `publish`: everything that ingest and translate emit, but documents."""
    return (
        Router()
        .on_several((ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, STORY_LINKED), visibility.handle)
        .on(ARTICLE_HELD, audit.handle_held)
        .on(LINK_DECIDED, audit.handle_decisions)
        .on(LINK_SUGGESTED, audit.handle_suggestions)
        .on(ARTICLE_ORDERED, audit.handle_orders)
        .on(SOURCE_QUARANTINED, audit.handle_quarantines)
        .on(SOURCE_SUSPECTED, audit.handle_suspicions)
        .on(TOPIC_CURATED, audit.handle_curations)
        .on(LINKING_SWITCHED, audit.handle_switches)
        .on(DISCREPANCY_SETTLED, audit.handle_settlements)
        .covering(PUBLISH)
    )


def archive_router(archive: ArchiveHandler) -> Router:
    """Group `archive`: the live log, into MongoDB."""
    return Router().on_entries(ARTICLE_PUBLISHED, archive.archive).covering(ARCHIVE)


def receipts_router(receipts: ReceiptHandler) -> Router:
    """Group `publish-receipts`: documents that ingest received."""
    return Router().on(DOCUMENT_RECEIVED, receipts.keep).covering(RECEIPTS)


def subscriptions_router(orders: SubscriptionOrders) -> Router:
    """Group `publish-subscriptions`: what the desk orders of subscriptions."""
    return Router().on(SUBSCRIPTION_ORDERED, orders.handle).covering(ORDERED_SUBSCRIPTIONS)
