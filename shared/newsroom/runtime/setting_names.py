"""Names of every setting whose name begins with NEWSROOM_: others are misspelt, and change nothing.

A contract test holds the list to the settings of the services, to docker-compose.yml and to the code.
"""

import difflib
from collections.abc import Iterable

PREFIX = "NEWSROOM_"
# Of the services, without the prefix.
_OF_SERVICES = """
ADDRESS_CONNECTIONS ADDRESS_RATE ARCHIVE_DAYS ARTICLE_LIMIT BATCH_SIZE CATEGORIES_FILE CATEGORY_TABLE
DESK_KEY DESK_KEYS DISCREPANCY_MINUTES DOCUMENT_LIMIT DOCUMENT_MEMORY DOCUMENT_SECONDS EMBEDDER HOST
HSTS_SECONDS INGEST_KEY INGEST_KEYS INGEST_KEYS_FILE INGEST_RATE INSTANCE JOURNAL_FOLDER LANGUAGES
LEDGER_DAILY_BYTES LOG_LEVEL MATCH_BATCH_SIZE MATCH_HOURS MEMORY_CEILING METRICS_PORT PARTITIONS PORT
PUBLIC_REVISIONS PUBLIC_URL RAW_DAYS READERS RECEIPT_DAYS RETENTION_HOURS SEARCH_FOLDER SECRETS_KEY
SITE_NAME SOURCES SOURCE_LEASE_SECONDS SOURCE_RULES SUBSCRIBER_KEYS TAG_TABLE WEBHOOK_ALLOW
WEBSUB_SUBSCRIPTIONS WEBSUB_SUBSCRIPTIONS_OF_HOST WRONG_KEY_RATE ZONE
"""
_OF_COMMANDS = "COMMIT INGEST_URL PUBLISH_URL SUBSCRIBER_KEY TRANSLATE_URL"
_OF_TESTS = "CRASH_AT CRASH_ONCE SCREENSHOTS"
KNOWN = frozenset(
    f"{PREFIX}{name}" for name in (*_OF_SERVICES.split(), *_OF_COMMANDS.split(), *_OF_TESTS.split())
)


def unknown_names(names: Iterable[str]) -> dict[str, str]:
    """The names with our prefix that are no settings, each with the one that it resembles, or nothing."""
    strangers = sorted({name for name in names if name.startswith(PREFIX)} - KNOWN)
    return {name: _resembled(name) for name in strangers}


def _resembled(name: str) -> str:
    bare = [known.removeprefix(PREFIX) for known in KNOWN]
    matches = difflib.get_close_matches(name.removeprefix(PREFIX), bare, 1, cutoff=0.7)
    return f"{PREFIX}{matches[0]}" if matches else ""
