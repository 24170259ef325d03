"""Search keys of headlines: words normalised in the same way for the index (publish) and the query (desk).

Without case and diacritics, and with the letters that other keyboards lack replaced by those that people
type for them. No stemming: a prefix finds a word's forms in every language.
"""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_TYPED_AS = str.maketrans({"ı": "i", "ə": "e", "ё": "е"})
_LONGEST = 40  # characters
_MOST = 60


def words_of(text: str) -> list[str]:
    """Distinct words of a text, sorted: at most 60, each of at most 40 characters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_TYPED_AS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return sorted({word[:_LONGEST] for word in _WORD.findall(plain)})[:_MOST]
