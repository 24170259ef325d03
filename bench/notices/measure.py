"""Measures a model of notices on tables that it never learnt from, and on whole articles.

python -m bench.notices.measure [--articles ../shared/data/ntrex-dev/articles.jsonl] [--show]
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.notices.rows import HERE, Row, labelled
from ingest.formats.doubts.notice_model import Model, shipped_model
from ingest.formats.doubts.notices import Place, notices_in

HELD_OUT_NOTICES, HELD_OUT_NEWS = HERE / "held_out_notices.tsv", HERE / "held_out_news.txt"
# Notices and news by another hand, which the phrases were widened for in kind, never in words.
HELD_OUT_STRANGER = HERE / "held_out_stranger.tsv"


def measure(model: Model, articles: Path | None = None, *, shows: bool = False) -> None:
    """Prints how many notices are held, and of how many news texts."""
    notices = list(labelled(HELD_OUT_NOTICES))
    found = {row: next(iter(notices_in([(row.place, row.text)], model)), None) for row in notices}
    held = [notice for notice in found.values() if notice]
    print(f"held-out notices: {len(held)} of {len(notices)} held,", end=" ")
    print(sum(notice.kind == row.kind for row, notice in found.items() if notice), "of the right kind")
    news = HELD_OUT_NEWS.read_text("utf-8").splitlines()
    wrong = [text for text in news if any(notices_in(_as_article(text), model))]
    print(f"held-out news: {len(wrong)} of {len(news)} held")
    strange = list(labelled(HELD_OUT_STRANGER))
    held_of = {row: any(notices_in([(row.place, row.text)], model)) for row in strange}
    for what, is_news in (("notices", False), ("news texts", True)):
        some = [row for row in strange if (row.kind == "news") == is_news]
        print(f"a stranger's {what}: {sum(held_of[row] for row in some)} of {len(some)} held")
    if shows:
        print(*(f"missed\t{row.place.value}\t{row.text}" for row in notices if not found[row]), sep="\n")
        print(*(f"held\t{text}" for text in wrong), sep="\n")
        odd = (row for row in strange if held_of[row] == (row.kind == "news"))
        print(*(f"stranger {row.kind}\t{row.place.value}\t{row.text}" for row in odd), sep="\n")
    if articles:
        rows = list(_of_articles(articles))
        wrong = [row.text for row in rows if any(notices_in([(row.place, row.text)], model))]
        print(f"headlines and sentences of articles: {len(wrong)} of {len(rows)} held", *wrong, sep="\n  ")


def _as_article(text: str) -> list[tuple[Place, str | None]]:
    return [(Place.HEADLINE, text), (Place.FIRST_LINE, f"{text}.")]


def _of_articles(path: Path) -> Iterator[Row]:
    """Headlines, paragraphs and sentences, each as if it were the first line."""
    for line in path.read_text("utf-8").splitlines():
        article: dict[str, str] = json.loads(line)
        yield Row("news", Place.HEADLINE, article["headline"])
        for paragraph in article["body"].split("\n\n"):
            for text in (paragraph, *re.split(r"(?<=[.!?])\s+", paragraph)):
                yield Row("news", Place.FIRST_LINE, text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args()
    measure(shipped_model(), chosen.articles, shows=chosen.show)
