"""How well and how fast articles find their stories.

    python -m bench.linking.eval --data FILE [--json] [--embedder none] [--draws 5]

FILE is like NTREX's articles (``story``, ``language``, ``headline``, ``body``); without it our own headlines
are taken, on which the weights were trained. Of each draw half of the stories lose one or two languages, the
rest arrives shuffled and is linked by the code that serves. Intervals are of 95 %, by drawing stories anew.
"""

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import process_time

from bench.linking.corpus import CUTS, HEADLINES, Cut, Told, cut, read, without_half
from bench.linking.stream import Desk
from bench.linking.timing import Stopwatch, Timing, stopwatch, timing_of
from translate.matching import Features, Matcher, open_matcher
from translate.matching.matcher_factory import hybrid_matcher

RESAMPLES = 400
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair that is of one story, or was held to be: ``story`` is the first article's."""

    languages: str
    story: str
    is_true: bool
    is_linked: bool
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, and of how many."""

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Figures:
    """``precision`` and ``recall`` are the automatic band's; with review, suggestions count too."""

    view: str
    languages: str
    precision: Share
    recall: Share
    f1: float
    recall_with_review: Share
    precision_of_suggestions: Share
    wrong: int


def evaluate(
    matcher: Matcher, told: list[Told], view: str, draws: int, watch: Stopwatch | None = None
) -> tuple[list[Figures], Timing]:
    """Figures for all languages together and for each pair."""
    features, extracting, encoding = _extracted(matcher, told, watch)
    outcomes, scoring = list[Outcome](), list[float]()
    random = Random(3)
    for _ in range(draws):
        kept = without_half(told, random)
        random.shuffle(kept)
        desk = Desk(matcher)
        for one in kept:
            began = process_time()
            desk.arrive(features[one.article.id])
            scoring.append(process_time() - began)
        outcomes += _outcomes(kept, desk)
    pairs = sorted({outcome.languages for outcome in outcomes})
    figures = [_figures(view, "all", outcomes)]
    figures += [_figures(view, pair, [one for one in outcomes if one.languages == pair]) for pair in pairs]
    return figures, timing_of(view, extracting, encoding, scoring)


def _extracted(
    matcher: Matcher, told: list[Told], watch: Stopwatch | None
) -> tuple[dict[str, Features], list[float], list[float]]:
    """Every article's features, and what each took, encoded and all."""
    features: dict[str, Features] = {}
    extracting, encoding = list[float](), list[float]()
    for one in told:
        began, before = process_time(), watch.seconds if watch else 0.0
        [features[one.article.id]] = matcher.extract([one.article])
        extracting.append(process_time() - began)
        encoding.append(watch.seconds - before if watch else 0.0)
    return features, extracting, encoding


def _outcomes(kept: list[Told], desk: Desk) -> Iterable[Outcome]:
    by_id = {one.article.id: one for one in kept}
    linked, suggested = desk.linked(), desk.suggested()
    true = {(a, b) for a in by_id for b in by_id if a < b and by_id[a].story == by_id[b].story}
    for a, b in sorted(true | linked | suggested):
        languages = "-".join(sorted((by_id[a].article.language, by_id[b].article.language)))
        yield Outcome(languages, by_id[a].story, (a, b) in true, (a, b) in linked, (a, b) in suggested)


def _figures(view: str, languages: str, outcomes: list[Outcome]) -> Figures:
    precision = _share(outcomes, lambda one: one.is_linked, lambda one: one.is_true)
    recall = _share(outcomes, lambda one: one.is_true, lambda one: one.is_linked)
    total = precision.value + recall.value
    return Figures(
        view,
        languages,
        precision,
        recall,
        2 * precision.value * recall.value / total if total else 0.0,
        _share(outcomes, lambda one: one.is_true, lambda one: one.is_linked or one.is_suggested),
        _share(outcomes, lambda one: one.is_suggested, lambda one: one.is_true),
        sum(one.is_linked and not one.is_true for one in outcomes),
    )


def _share(
    outcomes: list[Outcome], among: Callable[[Outcome], bool], that_are: Callable[[Outcome], bool]
) -> Share:
    """The share, its interval by resampling stories: pairs of one story, and draws, are not independent."""
    counts: dict[str, tuple[int, int]] = {}
    for one in filter(among, outcomes):
        of, right = counts.get(one.story, (0, 0))
        counts[one.story] = of + 1, right + that_are(one)
    if not counts:
        return Share(1.0, 0.0, 1.0, 0)
    stories, random = list(counts.values()), Random(5)
    resampled = sorted(_ratio(random.choices(stories, k=len(stories))) for _ in range(RESAMPLES))
    return Share(
        _ratio(stories),
        resampled[int(0.025 * RESAMPLES)],
        resampled[int(0.975 * RESAMPLES) - 1],
        sum(of for of, _ in stories),
    )


def _ratio(counts: Sequence[tuple[int, int]]) -> float:
    return sum(right for _, right in counts) / sum(of for of, _ in counts)


def views(told: list[Told]) -> list[tuple[str, list[Told]]]:
    """The views the articles have: whole ones only where there is a body, templates where they are marked."""
    has_body = any(one.article.body for one in told)
    cuts: list[Cut] = [view for view in CUTS if has_body or view in ("short", "headline")]
    found: list[tuple[str, list[Told]]] = [(view, cut(told, view)) for view in cuts]
    if templates := [one for one in told if one.template]:
        found.append(("templates", cut(templates, "headline")))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HEADLINES)
    parser.add_argument("--embedder", default=os.environ.get("NEWSROOM_EMBEDDER", "auto"))
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    watch = None if given.embedder == "none" else stopwatch()
    matcher, told = hybrid_matcher(watch) if watch else open_matcher("none"), read(given.data)
    figures, timings = list[Figures](), list[Timing]()
    for view, articles in views(told):
        found, timing = evaluate(matcher, articles, view, given.draws, watch)
        figures += found
        timings.append(timing)
        if not given.json:
            _print(found, timing)
    if given.json:
        shown = {"model": matcher.model, "figures": figures, "timings": timings}
        print(json.dumps(shown, default=asdict, indent=1))


def _print(figures: list[Figures], timing: Timing) -> None:
    for one in figures:
        print(
            f"{one.view:10} {one.languages:6} precision {one.precision} recall {one.recall} F1 {one.f1:.3f} "
            f"with review {one.recall_with_review} wrong {one.wrong} of {one.precision.of}"
        )
    print(
        f"{timing.view:10} {timing.article:.1f} ms an article: {timing.encode:.1f} the encoder, "
        f"{timing.extract - timing.encode:.1f} the rest of extraction, {timing.score:.1f} scoring; "
        f"95th percentile {timing.article_p95:.1f} ms, {timing.times_encoder:.2f} times the encoder's\n",
        flush=True,
    )


if __name__ == "__main__":
    main()
