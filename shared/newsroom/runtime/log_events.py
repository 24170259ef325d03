"""Names of log events, stable and dotted, with their meanings: the one list of all services.

A test holds it complete in both directions, and equal to the table in `docs/runbook.md`. An event that
is not listed here is not logged; a new one is added here first.
"""

from collections.abc import Mapping

LIBRARY: Mapping[str, str] = {
    "consumer.batch_left_pending": "settling a batch failed; its entries stay pending and are reclaimed",
    "consumer.dead_letter": "an entry was parked as a dead letter, with the reason",
    "consumer.reclaimed": "pending entries of an earlier life, or of a dead consumer, are handled here",
    "consumer.retry": "an attempt at an entry failed; it is retried after its backoff",
    "consumers.waiting": "the stores are not reached yet; the service starts to read once they are",
    "epoch.restored": "an owner's numbers are in Redis again, with their count",
    "epoch.restoring": "Redis does not hold an owner's numbers; they are restored from MongoDB",
    "group.restarted": "the subscriber of a stream had ended and runs again",
    "group.unavailable": "Redis is away, or a group lost with its data; the next round creates it again",
    "http.store_unavailable": "a request was answered 503 because of an outage",
    "live_log.waiting": "a downstream consumer waits out an outage of Redis",
    "periodic.waiting": "periodic work waits out an outage",
    "stream.trimmed": "finished entries beyond the retention were deleted",
    "stream.upkeep_skipped": "a stream was lost between two calls of its upkeep",
    "task.failed": "a background task ended with an error; the process ends and is restarted",
}
INGEST: Mapping[str, str] = {}
TRANSLATE: Mapping[str, str] = {
    "desk_news.waiting": "the desk's live updates wait out an outage of Redis",
    "stories.emitted_late": "stories that a crash had left unemitted were emitted by the sweep",
}
PUBLISH: Mapping[str, str] = {
    "archive.trimmed": "entries of the archive beyond `NEWSROOM_ARCHIVE_DAYS` were deleted",
}
LOG_EVENTS: Mapping[str, str] = {**LIBRARY, **INGEST, **TRANSLATE, **PUBLISH}
