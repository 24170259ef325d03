"""Extraction of an article's lexical features: its terms and quantities."""

from translate.matching.article import Article
from translate.matching.features import Features, SentenceVectors
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.quantities import quantities
from translate.matching.text.sentences import sentences
from translate.matching.text.terms import terms

SENTENCES_READ = 24
"""Sentences of an article whose words and numbers are read: later ones are background."""
SENTENCES_EMBEDDED = 8
"""The headline and seven more."""


def sentences_of(article: Article) -> list[str]:
    """The headline and the 24 sentences after it."""
    headline = article.headline.strip()
    return [headline, *sentences(article.text_after_headline(), SENTENCES_READ)]


def lexical_features(
    article: Article, read: list[str], lexicon: Lexicon, model: str, embedded: SentenceVectors | None = None
) -> Features:
    """Features of an article whose sentences, its headline first, are ``read``."""
    headline, *following = read
    in_headline = quantities(headline, article.language)
    after_it = [quantity for sentence in following for quantity in quantities(sentence, article.language)]
    tagged = [*following, *article.tags]
    return Features(
        model=model,
        id=article.id,
        language=article.language,
        published_at=article.published_at,
        headline=headline,
        sentence_count=len(read),
        terms=tuple(terms(headline, tagged, article.language, lexicon)),
        headline_quantities=tuple(dict.fromkeys(in_headline)),
        quantities=tuple(dict.fromkeys([*in_headline, *after_it])),
        embedded=embedded,
    )
