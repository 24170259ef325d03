"""Names of log events, stable and dotted, with their meanings: the one list of all services.

A test holds it complete in both directions, and equal to the table in `docs/runbook.md`. An event that
is not listed here is not logged; a new one is added here first.
"""

from collections.abc import Mapping

LIBRARY: Mapping[str, str] = {
    "client.retry": "a subscriber's attempt at an event of publish's failed; it is retried after its backoff",
    "client.waiting": "a subscriber's program waits out an outage of Redis or publish",
    "consumer.batch_left_pending": "settling a batch failed; its entries stay pending and are reclaimed",
    "consumer.dead_letter": "an entry was parked as a dead letter, with the reason",
    "consumer.reclaimed": "pending entries of an earlier life, or of a dead consumer, are handled here",
    "consumer.retry": "an attempt at an entry failed; it is retried after its backoff",
    "consumers.waiting": "the stores are not reached yet; the service starts to read once they are",
    "epoch.behind": "Redis came back with older data than MongoDB's marks say; numbers are restored",
    "epoch.restored": "an owner's numbers are in Redis again, with their count",
    "epoch.restoring": "Redis does not hold an owner's numbers; they are restored from MongoDB",
    "group.restarted": "the subscriber of a stream had ended and runs again",
    "group.unavailable": "Redis is away, or a group lost with its data; the next round creates it again",
    "http.store_unavailable": "a request was answered 503 because of an outage",
    "live_log.unavailable": "the hub cannot read its log; it reads on from where it was once Redis is back",
    "loop.stuck": "a process' event loop stands still; every stack is on stderr, the process ends",
    "periodic.waiting": "periodic work waits out an outage",
    "stream.trimmed": "finished entries beyond the retention were deleted",
    "stream.upkeep_skipped": "a stream was lost between two calls of its upkeep",
    "task.failed": "a background task ended with an error; the process ends and is restarted",
}
INGEST: Mapping[str, str] = {
    "article.changed": "a command changed an article; its id, revision and status",
    "article.held": "an article waits for a person; its doubts are on the desk",
    "article.kill_in_words": "a kill or recall in words only waits for the desk; what it withholds meanwhile",
    "article.language_doubted": "an article does not read like its language; it stands in `/v1/doubts`",
    "durability.verdict": "what Redis promises has changed; with reasons, posts are answered 503",
    "journal.drained": "what was promised while MongoDB was away is in its journal now",
    "journal.left_registered": "ingest ended while MongoDB was away; its next start takes its journal over",
    "journal.replayed": "promised changes that Redis had lost were written again from the journal",
    "journal.without_mongo": "MongoDB is away or slow; promises are journaled in a local file, if one is set",
    "keys.file_read": "the file of keys was read; its keys hold from now on",
    "keys.file_wrong": "the file of keys cannot be read; the keys stay as they were",
    "keys.too_short": "a key is too short to be safe and is refused; its sender is named, the others hold",
    "ledger.document_too_large": "of a raw document above a limit of the ledger only the beginning was kept",
    "order.carried_out": "an editor's order was carried out, or had been overtaken",
    "reader.fault": "a fault of ours in reading a document; it was refused and kept raw",
    "reader.worker_killed": "a document drove its reader over a limit and was refused; another takes over",
    "reader.worker_not_started": "a reader of documents cannot be started; it is tried again",
    "source.document_failed": "a mail or file met a fault of ours; it was set aside raw, the next one read",
    "source.lease_lost": "another replica polls this source now; what was read here is not saved",
    "source.poll_broken_off": "a store was unavailable during a poll; it is tried again at its next time",
    "source.poll_failed": "a fault of ours in a poll; the others go on, this one is tried again",
    "source.suspected": "a source sends ten times its usual, or old articles undated; the desk may hold it",
    "sources.file_read": "the sources file was read; its sources hold from now on",
    "sources.file_wrong": "the sources file is wrong; the last good one holds",
    "stores.unchecked": "MongoDB is away: whether both stores are of one newsroom is looked at later",
}
TRANSLATE: Mapping[str, str] = {
    "desk.login_failed": "somebody gave the desk a wrong key; the address, and how often lately",
    "stories.emitted_late": "stories that a crash had left unemitted were emitted by the sweep",
}
PUBLISH: Mapping[str, str] = {
    "archive.trimmed": "entries of the archive beyond `NEWSROOM_ARCHIVE_DAYS` were deleted",
    "clock.skewed": "this machine's clock is over 2 s from a store's; embargoes go by the latest clock",
    "live_log.left_behind": "changes that a crash had kept from the live log were appended by the sweep",
    "live_log.redacted_late": "redacted entries that an outage had left in the stream were removed",
    "live_log.undecodable": "an entry of the live log is no change and was skipped",
    "subscription.failing": "a receiver fails, not for one article alone; it is probed until it answers",
    "subscription.gone": "a receiver answered 410; the subscription is off",
    "subscription.lease_over": "the lease of a feed was not renewed; without an owner it has ended",
    "subscription.paused": "a receiver has failed for days; its subscription is paused, its events are kept",
    "subscription.unconfirmed": "a callback did not confirm what was asked of the feeds' hub",
    "subscription.unverified": "a receiver did not answer its challenge; a change of it asks again",
    "subscriptions.leading": "this replica delivers to the subscriptions from now on",
    "subscriptions.lease_lost": "another replica delivers to the subscriptions now",
    "subscriptions.waiting": "deliveries wait out an outage of a store",
    "log_head.unavailable": "the log's newest entry cannot be read; hot answers come from queries meanwhile",
    "search.building": "the search index is built from MongoDB; until it is, searches find a part",
    "search.built": "the search index has all that is shown, with the count of articles",
}
LOG_EVENTS: Mapping[str, str] = {**LIBRARY, **INGEST, **TRANSLATE, **PUBLISH}
