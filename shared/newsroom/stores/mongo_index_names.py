"""Names of the indexes that queries rely on, by collection: `newsroom doctor` says which are missing.

Made by their owners at their start; an integration test holds this list to what they make.
"""

from collections.abc import Mapping

INDEXES: Mapping[str, frozenset[str]] = {
    "articles": frozenset(
        {
            "changed_at_1",
            "content.category_1_content.published_at_-1__id_-1",
            "content.published_at_-1__id_-1",
            "content.received_at_-1",
            "public.category_1_public.first_published_at_-1__id_-1",
            "public.first_published_at_-1__id_-1",
            "public.language_1_public.category_1_public.first_published_at_-1__id_-1",
            "public.language_1_public.first_published_at_-1__id_-1",
            "public.language_1_public.tags.id_1_public.first_published_at_-1__id_-1",
            "public.tags.id_1_public.first_published_at_-1__id_-1",
            "release_at_1",
            "story_id_1",
            "words_1",
        }
    ),
    "decisions": frozenset(
        {
            "act_id_1",
            "article_id_1",
            "other_id_1",
        }
    ),
    "deliveries": frozenset(
        {
            "at_1",
            "subscription_id_1__id_-1",
        }
    ),
    "desk_acts": frozenset(
        {
            "article_id_1",
            "number_1",
            "subscription_id_1_number_-1",
        }
    ),
    "documents": frozenset(
        {
            "until_1",
        }
    ),
    "held": frozenset(
        {
            "status_1_causes_1",
            "status_1_received_at_-1__id_-1",
        }
    ),
    "journal": frozenset(
        {
            "under_1_stream_1_last_1",
        }
    ),
    "live_log": frozenset(
        {
            "article_id_1_seq_1",
            "names_1",
            "redacted_1",
            "change_1__id_1",
            "removal_due_1",
        }
    ),
    "receipts": frozenset(
        {
            "receipts.id_1__id_-1",
            "sources_1__id_-1",
            "until_1",
        }
    ),
    "revisions": frozenset(
        {
            "article_id_1_epoch_1_revision_1",
        }
    ),
    "subscriptions": frozenset(
        {
            "owner_1__id_1",
        }
    ),
}
