"""The languages that a story lacks: the rule of coverage, pure."""

from collections.abc import Sequence

from newsroom.events.stories import StorySnapshot


def missing_languages(story: StorySnapshot, languages: Sequence[str]) -> tuple[str, ...]:
    """The newsroom's languages in which a story has no article.

    None for a story without articles, and for that of a stub that gave up its slot: nobody misses these.
    """
    if not story.articles or any(member.yields_to for member in story.articles.values()):
        return ()
    return tuple(language for language in languages if language not in story.articles)
