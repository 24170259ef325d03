"""Every metric, named and described in one place."""

from prometheus_client import Counter, Gauge, Histogram

ARTICLES_RECEIVED = Counter("newsroom_articles_received_total", "Articles answered by ingest", ["status"])
LANGUAGES_DOUBTED = Counter(
    "newsroom_languages_doubted_total", "Articles that say one language and seem to be in another", ["source"]
)
KEYS_READABLE = Gauge("newsroom_keys_readable", "1 while the file of keys can be read as it is now")
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
SOURCE_POLLS = Counter("newsroom_source_polls_total", "Polls of a source", ["source", "outcome"])
SOURCE_SINCE_SUCCESS = Gauge(
    "newsroom_source_seconds_since_success", "Seconds since a source last answered as it should", ["source"]
)
SOURCE_FAILURES = Gauge("newsroom_source_failures", "Polls of a source that failed last in a row", ["source"])
SOURCE_SILENT = Gauge(
    "newsroom_source_silent", "1 while a source is silent beyond what its past makes likely", ["source"]
)
HOT_ANSWERS = Counter(
    "newsroom_hot_answers_total", "Answers of publish from memory, or made for it", ["outcome"]
)
LIVE_SUBSCRIBERS = Gauge("newsroom_live_subscribers", "Open live streams")
LIVE_FILTERS = Gauge("newsroom_live_filters", "Different filters that live streams are kept for")
LIVE_HELD_BYTES = Gauge("newsroom_live_held_bytes", "Bytes held for readers that do not take them")
LIVE_ACTS = Counter("newsroom_live_acts_total", "What the live stream did, by kind", ["act"])
