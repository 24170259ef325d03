"""Articles whose stories are known: read from a file, cut to a view, some of the counterparts taken away."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal, get_args

from translate.matching.extraction import Article
from translate.matching.text.words import sentences

Cut = Literal["full", "short", "headline", "mixed"]
CUTS: tuple[Cut, ...] = get_args(Cut)
HEADLINES = Path(__file__).with_name("headlines.jsonl")
ONE_EVENT = (
    ("bbc.381746", "scotsman.133791"),
    ("bbc.381647", "newsweek.51329"),
    ("cnbc.com.6769", "reuters.218861"),
    ("cnn.304447", "cnn.304489"),
    ("abcnews.306815", "newsweek.51338"),
    ("euronews-en.153797", "nytimes.184837", "telegraph.405422"),
)
"""Stories of NTREX's development half that are two agencies' reports of one event: no reader of a headline
tells them apart, and weights that learnt to would learn chance. Evaluations count a link of theirs as wrong.
"""
NOON = 1_772_000_000_000
"""All articles of an evaluation are published within one hour of this: every one is a candidate of every
other.
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An article with the story that it tells; ``template`` groups stories that differ in one slot."""

    article: Article
    story: str
    template: str | None = None

    @property
    def group(self) -> str:
        """What cross-validation must not tear apart."""
        return self.template or self.story


def read(path: Path) -> list[Told]:
    """Every line of a file like NTREX's (``story``, ``language``, ``headline``, ``body``) or our headlines
    (``lead``).
    """
    told: list[Told] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        article = Article(
            id=f"{path.stem}/{row['story']}/{row['language']}",
            language=row["language"],
            headline=row["headline"],
            lead=row.get("lead") or "",
            body=row.get("body") or "",
            published_at=NOON + number * 1000,
        )
        told.append(Told(article, str(row["story"]), row.get("template")))
    return told


def cut(told: Iterable[Told], view: Cut, seed: int = 0) -> list[Told]:
    """The articles as a view shows them; ``mixed`` cuts each differently."""
    random = Random(seed)
    return [
        replace(one, article=cut_article(one.article, view if view != "mixed" else random.choice(CUTS[:3])))
        for one in told
    ]


def cut_article(article: Article, view: Cut) -> Article:
    """One article as a view shows it."""
    if view == "full":
        return article
    first = sentences(article.text_after_headline(), 1) if view == "short" else []
    return replace(article, lead="".join(first), body="")


def tellable(told: Sequence[Told]) -> list[Told]:
    """The articles of stories that no reader would take for another: those that read alike are left out."""
    stories: dict[tuple[str, str, str, str], str] = {}
    alike: set[str] = set()
    for one in told:
        text = (one.article.language, one.article.headline, one.article.lead, one.article.body)
        other = stories.setdefault(text, one.story)
        if other != one.story:
            alike.add(one.story)
    return [one for one in told if one.story not in alike]


def without_second_reports(told: Sequence[Told]) -> list[Told]:
    """The articles without the second and third story of one event."""
    repeated = {story for stories in ONE_EVENT for story in stories[1:]}
    return [one for one in told if one.story not in repeated]


def thinned(told: Sequence[Told], absent: float, random: Random) -> list[Told]:
    """The articles of a window, shuffled: of a share of the stories one language alone."""
    stories = sorted({one.story for one in told})
    alone = set(random.sample(stories, round(absent * len(stories))))
    languages = sorted({one.article.language for one in told})
    kept = {story: random.choice(languages) for story in stories if story in alone}
    window = [one for one in told if kept.get(one.story, one.article.language) == one.article.language]
    random.shuffle(window)
    return window


def without_half(told: list[Told], random: Random) -> list[Told]:
    """Half of the stories lose one or two of their languages: for these, abstaining is right."""
    stories = sorted({one.story for one in told})
    poor = set(random.sample(stories, len(stories) // 2))
    languages = sorted({one.article.language for one in told})
    kept = {
        story: set(random.sample(languages, random.choice((1, 2)))) if story in poor else set(languages)
        for story in stories
    }
    return [one for one in told if one.article.language in kept[one.story]]
