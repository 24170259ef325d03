"""The edge towards the streams: the handler of each kind of event, by consumer group."""

from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    LINK_DECIDED,
    LINKING_SWITCHED,
)
from newsroom.streams.router import Router
from newsroom.streams.topology import MATCH, TRANSLATE
from translate.automatic.handlers import AutomaticLinking, PauseSwitching
from translate.stories.handlers import ExplicitLinking


def explicit_router(linking: ExplicitLinking, switching: PauseSwitching) -> Router:
    """Group `translate`: explicit links and decisions, which wait for no matcher."""
    return (
        Router()
        .on_several(
            (ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, LINK_DECIDED), linking.link_explicit
        )
        .on(LINKING_SWITCHED, switching.apply_switches)
        .covering(TRANSLATE)
    )


def automatic_router(linking: AutomaticLinking) -> Router:
    """Group `translate-match`: links by similarity."""
    return (
        Router()
        .on(ARTICLE_CREATED, linking.match_revisions)
        .on(ARTICLE_UPDATED, linking.match_revisions)
        .on(ARTICLE_WITHDRAWN, linking.drop_withdrawn)
        .on(LINK_DECIDED, linking.rematch_parted)
        .covering(MATCH)
    )
