"""The background that is shipped: made of our own headlines and leads."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from bench.linking.corpus import Told
from translate.matching.extraction import SENTENCES_EMBEDDED, sentences_of
from translate.matching.features import Vectors
from translate.matching.vectors.background import Background, unit
from translate.matching.vectors.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Owned:
    """A background, with the story that each row of a bank is of."""

    background: Background
    owners: dict[str, list[str]]

    def without(self, story: str) -> Background:
        """The background as it is to articles that are not in it, which all that are served are."""
        banks = {
            language: bank[[owner != story for owner in self.owners[language]]]
            for language, bank in self.background.banks.items()
        }
        return Background(self.background.means, banks)


def made_of(ours: list[Told], others: list[Told], embedder: Embedder) -> Owned:
    """Banks of our own texts alone; the means are of the others' too: a mean tells nothing of anybody."""
    texts, further = _texts(ours, 2), _texts(others, SENTENCES_EMBEDDED)
    means: dict[str, Vectors] = {}
    banks: dict[str, Vectors] = {}
    for language, owned in texts.items():
        vectors = embedder.embed([text for text, _ in owned])
        more = embedder.embed([text for text, _ in further.get(language, owned)])
        means[language] = (vectors.mean(axis=0) + more.mean(axis=0)) / np.float32(2)
        banks[language] = unit(vectors - means[language])
    owners = {language: [story for _, story in owned] for language, owned in texts.items()}
    return Owned(Background(means, banks), owners)


def _texts(told: list[Told], count: int) -> dict[str, list[tuple[str, str]]]:
    """The first sentences of each article, with its story, by language."""
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in told:
        texts[one.article.language] += [(text, one.story) for text in sentences_of(one.article)[:count]]
    return dict(texts)
