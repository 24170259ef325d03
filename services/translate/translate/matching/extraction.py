"""From an article to the words and quantities it is compared by."""

from translate.matching.article import Article
from translate.matching.features import Embedded, Features
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.quantities import quantities
from translate.matching.text.sentences import sentences
from translate.matching.text.terms import terms

SENTENCES_READ = 24
"""How far into an article words and numbers are read: what comes later is background."""
SENTENCES_EMBEDDED = 8
"""The headline and seven more."""


def sentences_of(article: Article) -> list[str]:
    """The headline and the sentences after it, as far as they are read."""
    headline = article.headline.strip()
    return [headline, *sentences(article.text_after_headline(), SENTENCES_READ)]


def lexical_features(
    article: Article, read: list[str], lexicon: Lexicon, model: str, embedded: Embedded | None = None
) -> Features:
    """Features of an article whose sentences, its headline first, are ``read``."""
    headline, *following = read
    in_headline = quantities(headline, article.language)
    behind = [quantity for sentence in following for quantity in quantities(sentence, article.language)]
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
        quantities=tuple(dict.fromkeys([*in_headline, *behind])),
        embedded=embedded,
    )
