"""Lessons of the sandbox: what a subscriber must get right, each with its cure. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class Lesson(StrEnum):
    """Lesson by its name in the output."""

    PUBLICATION = "publication"
    CORRECTION = "correction"
    REPETITION = "repetition"
    WITHDRAWAL = "withdrawal"
    EARLY_WITHDRAWAL = "withdrawal before its article"
    RESTORATION = "restoration"
    RELINK = "relink"
    EMBARGO = "lifted embargo"
    SUPPRESSION = "suppressed revision"
    EXPIRED_CURSOR = "expired cursor"


ADVICE: Mapping[Lesson, str] = {
    Lesson.PUBLICATION: "keep every article that you are sent, in every language, and nothing else",
    Lesson.CORRECTION: "put an `updated` article in the place of the one before",
    Lesson.REPETITION: "ignore an event whose `seq` is not above the article's last",
    Lesson.WITHDRAWAL: "at `withdrawn` drop every text of the article, and keep its id, seq and change",
    Lesson.EARLY_WITHDRAWAL: "keep the withdrawal of an article that you do not have: it may come after",
    Lesson.RESTORATION: "take an article back at `restored`: its `seq` is above that of the withdrawal",
    Lesson.RELINK: "take `linked` and `unlinked` too: each raises `seq` and replaces the article",
    Lesson.EMBARGO: "date an article by `first_published_at`, whatever its `published_at`",
    Lesson.SUPPRESSION: "where `hides_previous` is true, drop the article's earlier texts",
    Lesson.EXPIRED_CURSOR: "at 410 or `reset`, go on from `oldest` or `earliest`",
}
