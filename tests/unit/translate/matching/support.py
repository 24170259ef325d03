"""Short articles in three languages, and the matcher that needs no model."""

from functools import lru_cache

from translate.matching import Article, Features, Matcher, open_matcher

NOON = 1_772_000_000_000


@lru_cache(maxsize=1)
def lexical() -> Matcher:
    return open_matcher("none")


def article(article_id: str, language: str, headline: str, *, lead: str = "", at: int = NOON) -> Article:
    return Article(id=article_id, language=language, headline=headline, lead=lead, published_at=at)


def features(article_id: str, language: str, headline: str, *, lead: str = "", at: int = NOON) -> Features:
    [found] = lexical().extract([article(article_id, language, headline, lead=lead, at=at)])
    return found


QUAKE = {
    "en": "Earthquake of magnitude 4.1 hits Shamakhi",
    "az": "Şamaxıda 4,1 maqnitudalı zəlzələ olub",
    "ru": "В Шамахинском районе произошло землетрясение магнитудой 4,1",
}
OTHER_QUAKE = {
    "en": "Earthquake of magnitude 4.1 hits Lerik",
    "az": "Lerikdə 4,1 maqnitudalı zəlzələ olub",
    "ru": "В Лерикском районе произошло землетрясение магнитудой 4,1",
}
SEIZED = {
    "en": "24 kg of drugs seized in Bilasuvar",
    "az": "Biləsuvarda 24 kiloqram narkotik aşkarlanıb",
    "ru": "В Билясуваре изъяли 24 кг наркотиков",
}
