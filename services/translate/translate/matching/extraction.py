"""Extraction of lexical features from an article: its terms and quantities.

`Article` is plain data, free of events: what the matcher takes.
"""

from dataclasses import dataclass

from translate.matching.features import Features, SentenceVectors
from translate.matching.text.edition_marks import edition_marks
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.quantities import Quantity, quantities
from translate.matching.text.stances import stances
from translate.matching.text.terms import terms
from translate.matching.text.words import sentences


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language; ``published_at`` is in milliseconds since 1970, UTC."""

    id: str
    language: str
    headline: str
    published_at: int
    lead: str = ""
    body: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    is_stub: bool = False

    def text_after_headline(self) -> str:
        """The lead and the body, the lead only once where the body begins with it."""
        if not self.lead or self.body.lstrip().startswith(self.lead.strip()):
            return self.body
        return f"{self.lead}\n\n{self.body}"


SENTENCES_READ = 24
"""Sentences of an article whose words and numbers are read: later ones are background."""
SENTENCES_EMBEDDED = 8
"""The headline and seven more."""


SENTENCES_OF_OPENING = 3
"""The most sentences of a first paragraph that are read for what contradicts."""


def sentences_of(article: Article) -> list[str]:
    """The headline and the 24 sentences after it."""
    headline = article.headline.strip()
    return [headline, *sentences(article.text_after_headline(), SENTENCES_READ)]


def lexical_features(
    article: Article, read: list[str], lexicon: Lexicon, model: str, embedded: SentenceVectors | None = None
) -> Features:
    """Features of an article whose sentences, its headline first, are ``read``."""
    headline, *following = read
    language = article.language
    in_headline = quantities(headline, language)
    by_sentence = [quantities(sentence, language) for sentence in following]
    after_it = [quantity for of_sentence in by_sentence for quantity in of_sentence]
    opening = read[: 1 + _sentences_of_opening(article)]
    tagged = [*following, *article.tags]
    return Features(
        model=model,
        id=article.id,
        language=article.language,
        published_at=article.published_at,
        headline=headline,
        sentence_count=len(read),
        terms=tuple(terms(headline, tagged, language, lexicon, opening=len(opening) - 1)),
        headline_quantities=tuple(dict.fromkeys(in_headline)),
        quantities=tuple(dict.fromkeys([*in_headline, *after_it])),
        opening_quantities=tuple(dict.fromkeys(_numbers_of(opening, language))),
        headline_stances=stances([headline], language),
        opening_stances=stances(opening, language),
        stances=stances(read, language),
        embedded=embedded,
    )


def _sentences_of_opening(article: Article) -> int:
    """How many sentences the first paragraph has: at least one where there is any."""
    text = article.text_after_headline().lstrip()
    return len(sentences(text.partition("\n")[0], SENTENCES_OF_OPENING))


def _numbers_of(opening: list[str], language: str) -> list[Quantity]:
    """The numbers, months, weekdays and ordinals of an opening."""
    return [
        quantity
        for sentence in opening
        for quantity in (*quantities(sentence, language), *edition_marks(sentence, language))
    ]
