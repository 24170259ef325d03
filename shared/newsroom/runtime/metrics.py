"""Metrics of all services, named and described in one place."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram, Metric


class QuietGauge(Gauge):
    """Gauge that has no sample until it is set: nothing is claimed where nothing is configured.

    One without labels would show 0 in every process that imports this module, and 0 means broken, or empty.
    """

    _is_set = False

    def set(self, value: float) -> None:
        """Sets the value, which is shown from now on."""
        super().set(value)
        self._is_set = True

    def collect(self) -> Iterable[Metric]:
        """The sample, once there is one."""
        return super().collect() if self._is_set else ()


ARTICLES_RECEIVED = Counter("newsroom_articles_received_total", "Articles answered by ingest", ["status"])
LANGUAGES_DOUBTED = Counter(
    "newsroom_languages_doubted_total",
    "Articles declared in one language and detected in another",
    ["source"],
)
KILLS_IN_WORDS = Counter(
    "newsroom_kills_in_words_total", "Kills or recalls in words only, held for the desk", ["source"]
)
READER_WORKERS_KILLED = Counter(
    "newsroom_reader_workers_killed_total", "Workers that a document drove over a limit", ["reason"]
)
KEYS_READABLE = QuietGauge(
    "newsroom_keys_readable", "1 while the file of keys on disk is valid; absent where none is configured"
)
READY = QuietGauge("newsroom_ready", "1 where /health/ready last answered 200; absent until it is asked")
ENTRIES_HANDLED = Counter(
    "newsroom_entries_handled_total", "Entries handled and acknowledged", ["group", "stream"]
)
HANDLING_SECONDS = Histogram(
    "newsroom_handling_seconds", "Seconds from a decoded batch to its end", ["group"]
)
DEAD_LETTERS = Counter("newsroom_dead_letters_total", "Entries parked as dead letters", ["stream", "group"])
CHANGES_PUBLISHED = Counter("newsroom_changes_published_total", "Visible changes of articles", ["change"])
STORIES_CHANGED = Counter("newsroom_stories_changed_total", "Story versions made by translate")
STREAM_LENGTH = Gauge("newsroom_stream_length", "Entries on a stream", ["stream"])
GROUP_LAG = Gauge("newsroom_group_lag", "Entries not yet delivered to a group", ["stream", "group"])
GROUP_PENDING = Gauge("newsroom_group_pending", "Entries delivered and not acknowledged", ["stream", "group"])
GROUP_OLDEST = Gauge(
    "newsroom_group_oldest_seconds",
    "Age of the oldest entry that a group has not finished, 0 where it has finished all",
    ["stream", "group"],
)
SOURCE_POLLS = Counter("newsroom_source_polls_total", "Polls of a source", ["source", "outcome"])
SOURCE_SINCE_SUCCESS = Gauge(
    "newsroom_source_seconds_since_success", "Seconds since the last successful poll of a source", ["source"]
)
SOURCE_FAILURES = Gauge("newsroom_source_failures", "Latest failed polls of a source in a row", ["source"])
SOURCE_SILENT = Gauge(
    "newsroom_source_silent", "1 while a source is silent for longer than its past makes likely", ["source"]
)
SOURCES_SUSPECTED = Counter(
    "newsroom_sources_suspected_total", "Proposals to put a source in quarantine", ["source", "kind"]
)
HOT_ANSWERS = Counter(
    "newsroom_hot_answers_total", "Answers of publish's cache of hot reads, by outcome", ["outcome"]
)
REDIS_USED = QuietGauge("newsroom_redis_used_bytes", "Memory that Redis uses")
REDIS_LIMIT = QuietGauge(
    "newsroom_redis_limit_bytes", "Memory that Redis may use; absent where it has no limit"
)
CLOCK_SKEW = Gauge(
    "newsroom_clock_skew_seconds", "Seconds that this machine's clock is ahead of a store's", ["store"]
)
LOGINS_FAILED = Counter("newsroom_logins_failed_total", "Logins to the desk with a wrong key")
LIVE_SUBSCRIBERS = QuietGauge("newsroom_live_subscribers", "Open live streams")
LIVE_FILTERS = QuietGauge("newsroom_live_filters", "Distinct filters of open live streams")
LIVE_HELD_BYTES = QuietGauge("newsroom_live_held_bytes", "Bytes buffered for slow readers")
CANARY_SECONDS = Histogram(
    "newsroom_canary_seconds",
    "Seconds from a change to its arrival at a consumer, or from a post to publish (path `publish`)",
    ["path"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
CANARY_WAITING = Gauge(
    "newsroom_canary_waiting_seconds", "Seconds that the oldest change which is lacking there waits", ["path"]
)
LIVE_ACTS = Counter("newsroom_live_acts_total", "Acts of the live stream, by kind", ["act"])
