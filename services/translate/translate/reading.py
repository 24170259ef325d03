"""What translate reads: its groups, and what is restored before the first entry is read."""

from newsroom.streams.epoch import EpochGuard
from newsroom.streams.reading import Handling, Reading
from newsroom.streams.topology import MATCH, TRANSLATE
from translate.parts import OUTAGES, Connections, Parts
from translate.recovery import restore_graph
from translate.settings import TranslateSettings
from translate.subscribers import link_what_matches, link_what_says_so


def reading_of(settings: TranslateSettings, connections: Connections, parts: Parts) -> Reading:
    """Not begun yet."""
    says_so = link_what_says_so(parts.nodes, parts.stories, parts.switches)
    matches = link_what_matches(parts.automatic, parts.nodes, parts.stories, parts.waiting)
    handlings = [
        Handling(TRANSLATE, says_so, settings.batch_size),
        Handling(MATCH, matches, settings.match_batch_size),
    ]
    return Reading.of(settings, connections, _guard(connections, parts), handlings, OUTAGES)


def _guard(connections: Connections, parts: Parts) -> EpochGuard:
    """Restores the graph from MongoDB where Redis lost it."""

    async def restore() -> int:
        return await restore_graph(
            parts.stored, parts.nodes, parts.suggestions, parts.switches, parts.listing
        )

    return EpochGuard(
        connections.redis,
        connections.topology,
        connections.publisher,
        owner=TRANSLATE,
        epoch=parts.stored.epoch,
        restore=restore,
    )
