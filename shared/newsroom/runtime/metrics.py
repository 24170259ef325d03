"""Every metric, named and described in one place."""

from prometheus_client import Counter, Gauge, Histogram

ARTICLES_RECEIVED = Counter("newsroom_articles_received_total", "Articles answered by ingest", ["status"])
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
HOT_ANSWERS = Counter(
    "newsroom_hot_answers_total", "Answers of publish from memory, or made for it", ["outcome"]
)
