"""Topology: names of streams, groups and keys; no other module spells one.

With one partition a stream has its plain name. With several it is `name{p}`, p from the article's
id, and every key that a script touches together with it carries the same hash tag.
"""

import zlib
from dataclasses import dataclass

from newsroom.events.catalogue import CATALOGUE

INGEST = "ingest"
TRANSLATE = "translate"
PUBLISH = "publish"
ARCHIVE = "archive"
RECEIPTS = "publish-receipts"  # publish's third group: readers never wait for the ledger
ORDERED_SUBSCRIPTIONS = "publish-subscriptions"  # publish's fourth: a slow receiver holds up nothing else
MATCH = "translate-match"  # translate's second group: explicit links never wait for the matcher

_BUCKETS = 4096

# The live log's entry ids are the one cursor, so it stays in one order.
UNDIVIDED = frozenset({"article-published"})

# What takes something back overtakes what else waits in a consumer.
URGENT = frozenset({"article-withdrawn", "article-ordered"})

# Configured groups: entries that they have not finished are never trimmed.
GROUPS: dict[str, tuple[str, ...]] = {
    "article-created": (TRANSLATE, MATCH, PUBLISH),
    "article-updated": (TRANSLATE, MATCH, PUBLISH),
    "article-withdrawn": (TRANSLATE, MATCH, PUBLISH),
    "article-held": (PUBLISH,),
    "document-received": (RECEIPTS,),
    "story-linked": (PUBLISH,),
    "link-decided": (TRANSLATE, MATCH, PUBLISH),
    "link-suggested": (PUBLISH,),
    "article-ordered": (INGEST, PUBLISH),
    "source-quarantined": (INGEST, PUBLISH),
    "topic-curated": (PUBLISH,),
    "linking-switched": (TRANSLATE, PUBLISH),
    "discrepancy-settled": (PUBLISH,),
    "subscription-ordered": (ORDERED_SUBSCRIPTIONS,),
    "article-published": (ARCHIVE,),
    "source-suspected": (PUBLISH,),
    "source-silent": (),  # for monitoring: trimmed by age alone
}


def streams_of(group: str) -> tuple[str, ...]:
    """The streams a group reads, in the catalogue's order."""
    return tuple(kind.stream for kind in CATALOGUE if group in GROUPS[kind.stream])


def dead_letter_stream(stream: str, group: str) -> str:
    return f"{stream}.{group}.dead"


@dataclass(frozen=True, slots=True)
class Topology:
    """Layout of the streams over Redis. Changing `partitions` needs drained streams."""

    partitions: int = 1

    def partition_of(self, subject: str) -> int:
        """The partition of an article's, story's or pair's id."""
        return zlib.crc32(subject.encode()) % self.partitions

    def stream(self, name: str, partition: int = 0) -> str:
        """The stream's name in Redis."""
        return f"{name}{self._tag(partition)}"

    def subscription_stream(self, subscription_id: str) -> str:
        """The stream of one subscription, beside the live log that it is copied from."""
        return f"article-published.{subscription_id}{self._tag(0)}"

    def partition_in(self, name: str, subject: str) -> int:
        """The partition of a stream that holds a subject's events."""
        return 0 if name in UNDIVIDED else self.partition_of(subject)

    def physical(self, name: str) -> tuple[str, ...]:
        """All partitions of a stream, by their names in Redis."""
        partitions = 1 if name in UNDIVIDED else self.partitions
        return tuple(self.stream(name, partition) for partition in range(partitions))

    def logical(self, physical: str) -> str:
        """The stream's name without its partition."""
        return physical.partition("{")[0]

    def key(self, owner: str, name: str, subject: str) -> str:
        """A key of a service's own state about one subject, beside that subject's streams."""
        return f"newsroom:{owner}:{name}{self._tag(self.partition_of(subject))}:{subject}"

    def own_key(self, owner: str, name: str, subject: str = "") -> str:
        """A key of a service's own state that scripts touch together whatever the subjects."""
        tag = "" if self.partitions == 1 else f"{{{owner}}}"
        return f"newsroom:{owner}:{name}{tag}" + (f":{subject}" if subject else "")

    def beside(self, owner: str, name: str, subject: str) -> str:
        """A key of a service's own state that scripts touch together with an undivided stream."""
        return f"newsroom:{owner}:{name}{self._tag(0)}:{subject}"

    def own_keys(self, owner: str) -> str:
        """A pattern of all keys of a service's own state."""
        return f"newsroom:{owner}:*"

    def all_numbers(self, name: str) -> str:
        """A pattern of the keys of `numbers` for one stream."""
        return f"newsroom:numbers:{name}[:{{]*"

    def epochs(self, owner: str) -> tuple[str, ...]:
        """All the keys that hold an owner's epoch: one in each slot where its scripts run."""
        partitioned = (self.epoch(owner, partition) for partition in range(self.partitions))
        return tuple(dict.fromkeys([*partitioned, self.own_key(owner, "epoch")]))

    def epoch(self, owner: str, partition: int = 0) -> str:
        """The key of an owner's epoch, the fencing token of its numbers; see `newsroom.stores.epoch`."""
        return f"newsroom:{owner}:epoch{self._tag(partition)}"

    def numbers(self, name: str, subject: str) -> str:
        """The hash of the last number appended to a stream for each subject of a bucket.

        Buckets keep the hashes small enough for Redis' compact encoding up to half a million subjects.
        """
        bucket = zlib.crc32(subject.encode(), 1) % _BUCKETS
        return f"newsroom:numbers:{name}{self._tag(self.partition_in(name, subject))}:{bucket}"

    def _tag(self, partition: int) -> str:
        return "" if self.partitions == 1 else f"{{{partition}}}"
