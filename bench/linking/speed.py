"""What an article costs on one core: against the encoder's own time, and as the window grows.

    OMP_NUM_THREADS=1 python -m bench.linking.speed --data FILE

Times are of this process's CPU, so that a busy machine does not count. The windows are filled with articles
whose sentences are drawn from the file's, so that no two are the same.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

import numpy as np

from bench.linking.corpus import HEADLINES, Told, read
from bench.linking.embeddings import Remembered
from translate.matching import Article, Features, Matcher, Window, open_matcher
from translate.matching.extraction import SENTENCES_EMBEDDED, sentences_of
from translate.matching.matcher_factory import hybrid_matcher, installed_embedder
from translate.matching.vectors.embedder import Embedder

NEWCOMERS = 200
SAMPLE = 40


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU an article."""

    median: float
    p95: float

    def __str__(self) -> str:
        return f"median {self.median:.1f} ms, p95 {self.p95:.1f} ms"


def cost(times: list[float]) -> Cost:
    return Cost(1000 * float(np.median(times)), 1000 * float(np.percentile(times, 95)))


def timed(action: Callable[[], object]) -> float:
    started = process_time()
    action()
    return process_time() - started


def mixed(told: list[Told], count: int, random: Random) -> list[Article]:
    """As many articles as wanted, their sentences shuffled among those of their language."""
    pool: dict[str, list[list[str]]] = {}
    for one in told:
        pool.setdefault(one.article.language, []).append(sentences_of(one.article)[:SENTENCES_EMBEDDED])
    articles: list[Article] = []
    for number in range(count):
        like = random.choice(told).article
        lines = [random.choice(random.choice(pool[like.language])) for _ in range(12)]
        articles.append(
            replace(like, id=f"mixed/{number}", headline=lines[0], lead="", body="\n\n".join(lines[1:]))
        )
    return articles


def linking(matcher: Matcher, window: list[Features], newcomers: list[Features]) -> Cost:
    """Each newcomer added to a window and scored."""
    filled = Window()
    for features in window:
        filled.add(features)

    def link(features: Features) -> None:
        filled.add(features)
        matcher.score(features, filled)

    return cost([timed(partial(link, one)) for one in newcomers])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HEADLINES)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    given = parser.parse_args()
    told, random = read(given.data), Random(1)
    articles = mixed(told, max(given.sizes) + NEWCOMERS, random)
    matchers = {"lexical": open_matcher("none")}
    if (library := installed_embedder()) is not None:
        matchers["hybrid"] = hybrid_matcher(_encoded(library, told))
    for name, matcher in matchers.items():
        extraction = cost([timed(partial(matcher.extract, [one])) for one in articles[:NEWCOMERS]])
        print(f"{name}: extraction without encoding: {extraction}")
        features = [matcher.extract([article])[0] for article in articles]
        for size in given.sizes:
            spent = linking(matcher, features[:size], features[-NEWCOMERS:])
            print(f"{name}: linking into {size}: {spent}", flush=True)


def _encoded(library: Embedder, told: list[Told]) -> Remembered:
    """An embedder that has met all of the sentences; tells what that cost, one whole article at a time."""
    remembered = Remembered(library, None)
    read_of = [sentences_of(one.article) for one in told]
    times = [timed(partial(library.embed, read[:SENTENCES_EMBEDDED])) for read in read_of[:SAMPLE]]
    print(f"the encoder alone: {cost(times)}")
    remembered.embed([text for read in read_of for text in read[:SENTENCES_EMBEDDED]])
    return remembered


if __name__ == "__main__":
    main()
